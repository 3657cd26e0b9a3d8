package io.kaizen.config.mainnet;

import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.trie.TrieException;
import io.kaizen.exec.trie.WitnessState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A block's RLP with an execution witness, in one file: trie nodes, codes, and the headers of
 * ancestors, of which the first is the parent.
 */
final class WitnessFormat implements BlockFormat {
    @Override
    public String name() {
        return "witness";
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.contains("\"block_rlp\"");
    }

    @Override
    public MainnetBlock read(Path file) throws IOException {
        Fields json = Json.read(file);
        Block block = BlockCodec.decode(json.bytes("block_rlp").array());
        Fields witness = json.in("witness");
        Map<Hash, Header> headers = new HashMap<>();
        for (Bytes header : witness.bytesList("headers")) {
            headers.put(Hash.keccak(header), HeaderCodec.decode(header));
        }
        Header parent = headers.get(block.header().parentHash());
        Hash root = json.hash("parent_state_root");
        if (parent == null || !parent.stateRoot().equals(root)) {
            throw new BlockDataException("the witness lacks the parent with state root " + root);
        }
        WitnessState state =
                WitnessState.of(root, witness.bytesList("state"), witness.bytesList("codes"));
        PreState before =
                new PreState(
                        state,
                        state,
                        parent,
                        null,
                        number -> ancestor(headers, block.header().parentHash(), number));
        return new MainnetBlock(block, json.hash("hash"), null, before);
    }

    private static Hash ancestor(Map<Hash, Header> headers, Hash from, long number) {
        Hash hash = from;
        while (true) {
            Header header = headers.get(hash);
            if (header == null) {
                throw new TrieException("the witness lacks the header " + hash);
            }
            if (header.number() == number) {
                return hash;
            }
            hash = header.parentHash();
            if (header.number() == number + 1) {
                return hash;
            }
        }
    }
}
