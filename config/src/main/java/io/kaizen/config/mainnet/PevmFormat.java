package io.kaizen.config.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.TrieException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * pevm's: {@code N/block.json} and {@code N/pre_state.json} with every account and slot that is
 * read, beside them {@code codes.json} and {@code block_hashes.json} for all blocks. The shared
 * files are kept in memory. One thread.
 */
final class PevmFormat implements BlockFormat {
    private static final String BLOCK = "block.json";
    private static final String STATE = "pre_state.json";
    private static final String CODES = "codes.json";
    private static final String HASHES = "block_hashes.json";

    private @Nullable Path sharedFolder;
    private Map<Hash, Bytes> codes = Map.of();
    private Map<Long, Hash> hashes = Map.of();

    @Override
    public String name() {
        return "pevm";
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return file.endsWith(BLOCK);
    }

    @Override
    public MainnetBlock read(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        share(folder == null ? null : folder.getParent());
        Fields json = Json.read(file);
        PreState before =
                new PreState(state(file.resolveSibling(STATE)), null, null, null, hashes());
        return new MainnetBlock(
                RpcBlock.read(json), json.hash("hash"), RpcBlock.senders(json), before);
    }

    private void share(@Nullable Path folder) throws IOException {
        if (folder == null || folder.equals(sharedFolder)) {
            return;
        }
        Map<Hash, Bytes> readCodes = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : Json.tree(folder.resolve(CODES)).properties()) {
            Bytes code = Bytes.fromHex(entry.getValue().asText());
            Hash hash = Hash.fromHex(entry.getKey());
            if (!Hash.keccak(code).equals(hash)) {
                throw new BlockDataException(CODES + " has another code under " + hash);
            }
            readCodes.put(hash, code);
        }
        Map<Long, Hash> readHashes = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : Json.tree(folder.resolve(HASHES)).properties()) {
            readHashes.put(Long.parseLong(entry.getKey()), Hash.fromHex(entry.getValue().asText()));
        }
        codes = readCodes;
        hashes = readHashes;
        sharedFolder = folder;
    }

    private BlockHashes hashes() {
        Map<Long, Hash> known = hashes;
        return number -> {
            Hash hash = known.get(number);
            if (hash == null) {
                throw new TrieException(HASHES + " lacks the hash of block " + number);
            }
            return hash;
        };
    }

    private MemoryState state(Path file) throws IOException {
        MemoryState state = new MemoryState();
        for (Map.Entry<String, JsonNode> entry : Json.tree(file).properties()) {
            Address address = Address.fromHex(entry.getKey());
            Fields account = new Fields(entry.getValue(), STATE + "." + entry.getKey());
            state.put(
                    address,
                    account.uint64("nonce"),
                    account.word("balance"),
                    account.has("code_hash") ? code(account.hash("code_hash")) : Bytes.EMPTY);
            Fields storage = account.in("storage");
            for (String slot : (Iterable<String>) storage.object()::fieldNames) {
                state.putStorage(address, Word.fromHex(slot), storage.word(slot));
            }
        }
        return state;
    }

    private Bytes code(Hash hash) throws BlockDataException {
        Bytes code = hash.equals(Hash.EMPTY_CODE) ? Bytes.EMPTY : codes.get(hash);
        if (code == null) {
            throw new BlockDataException(CODES + " lacks the code " + hash);
        }
        return code;
    }
}
