package io.kaizen.config.mainnet;

import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.TrieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ethereumjs's: {@code blockN.json} and {@code blockNState.json}, which holds accounts, code and
 * storage by address, as far as they are read, and null for an account that does not exist; no
 * hashes of ancestors.
 */
final class EthereumJsFormat implements BlockFormat {
    private static final Pattern NAME = Pattern.compile("(block\\d+)\\.json");

    @Override
    public String name() {
        return "ethereumjs";
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return NAME.matcher(fileName(file)).matches() && Files.isRegularFile(stateFile(file));
    }

    @Override
    public MainnetBlock read(Path file) throws IOException {
        Fields json = Json.read(file);
        MemoryState state = state(Json.read(stateFile(file)));
        PreState before = new PreState(state, null, null, null, noHashes());
        return new MainnetBlock(
                RpcBlock.read(json), json.hash("hash"), RpcBlock.senders(json), before);
    }

    private static BlockHashes noHashes() {
        return number -> {
            throw new TrieException("the data lacks the hash of block " + number);
        };
    }

    private static MemoryState state(Fields json) throws BlockDataException {
        MemoryState state = new MemoryState();
        Fields accounts = json.in("accounts");
        Fields code = json.in("code");
        Set<String> keys = new TreeSet<>();
        accounts.object().fieldNames().forEachRemaining(keys::add);
        code.object().fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            boolean isRead = accounts.object().has(key);
            if (isRead && !accounts.has(key)) {
                continue;
            }
            // An account of which only the code is read has no entry among the accounts.
            Fields account = isRead ? accounts.in(key) : null;
            state.put(
                    Address.fromHex(key),
                    account == null ? 0 : account.uint64("nonce"),
                    account == null ? Word.ZERO : account.word("balance"),
                    code.has(key) ? code.bytes(key) : Bytes.EMPTY);
        }
        Fields storage = json.in("storage");
        for (String key : (Iterable<String>) storage.object()::fieldNames) {
            Fields slots = storage.in(key);
            for (String slot : (Iterable<String>) slots.object()::fieldNames) {
                state.putStorage(Address.fromHex(key), Word.fromHex(slot), slots.word(slot));
            }
        }
        return state;
    }

    private static Path stateFile(Path file) {
        Matcher name = NAME.matcher(fileName(file));
        return name.matches() ? file.resolveSibling(name.group(1) + "State.json") : file;
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
