package io.kaizen.config.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.CompactWitness;
import io.kaizen.exec.trie.TrieException;
import io.kaizen.exec.trie.WitnessState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Polygon Zero's: {@code X_main_header.json} is the block, {@code X_main.json} a trace whose
 * compact witness holds the state, and the hashes of the ancestors, the parent's last. Both are
 * lists of one.
 */
final class ZeroTraceFormat implements BlockFormat {
    private static final String TRACE = "_main.json";
    private static final String HEADER = "_main_header.json";

    @Override
    public String name() {
        return "zero-trace";
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return file.toString().endsWith(TRACE) && Files.isRegularFile(headerFile(file));
    }

    @Override
    public MainnetBlock read(Path file) throws IOException {
        Fields json = only(headerFile(file));
        Block block = RpcBlock.read(json);
        Fields trace = only(file);
        CompactWitness witness =
                CompactWitness.decode(
                        trace.in("block_trace")
                                .in("trie_pre_images")
                                .in("combined")
                                .bytes("compact"));
        WitnessState state = WitnessState.of(witness.root(), witness.nodes(), witness.codes());
        List<Hash> hashes =
                trace.in("other_data").in("b_data").in("b_hashes").hashList("prev_hashes");
        PreState before =
                new PreState(
                        state,
                        state,
                        null,
                        null,
                        number -> ancestor(hashes, block.number() - number));
        return new MainnetBlock(block, json.hash("hash"), RpcBlock.senders(json), before);
    }

    private static Hash ancestor(List<Hash> hashes, long generation) {
        if (generation < 1 || generation > hashes.size()) {
            throw new TrieException("the trace lacks the ancestor " + generation);
        }
        return hashes.get((int) (hashes.size() - generation));
    }

    private static Fields only(Path file) throws IOException {
        JsonNode list = Json.tree(file);
        if (!list.isArray() || list.size() != 1) {
            throw new BlockDataException(file + " is no list of one");
        }
        return new Fields(list.get(0), String.valueOf(file.getFileName()));
    }

    private static Path headerFile(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.length() - TRACE.length()) + HEADER);
    }
}
