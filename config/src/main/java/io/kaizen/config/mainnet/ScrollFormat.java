package io.kaizen.config.mainnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.block.PreState;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.TrieException;
import io.kaizen.exec.trie.WitnessState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scroll's block witness, in one file: header, transactions by variant, trie nodes, codes and the
 * hashes of the ancestors, the parent's first. Its names differ from JSON-RPC's in style and in
 * some words, so it is brought to that form first.
 */
final class ScrollFormat implements BlockFormat {
    private static final Map<String, String> HEADER_NAMES =
            Map.of("ommersHash", "sha3Uncles", "beneficiary", "miner");
    private static final Map<String, String> TRANSACTION_NAMES = Map.of("gasLimit", "gas");
    private static final Map<String, Integer> TYPES =
            Map.of("Legacy", 0, "Eip2930", 1, "Eip1559", 2, "Eip4844", 3, "Eip7702", 4);

    @Override
    public String name() {
        return "witness-scroll-format";
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.contains("\"prev_state_root\"");
    }

    @Override
    public MainnetBlock read(Path file) throws IOException {
        Fields json = Json.read(file);
        ObjectNode rpc = renamed(json.in("header").object(), HEADER_NAMES);
        if (json.has("withdrawals")) {
            rpc.set("withdrawals", json.object().path("withdrawals"));
        }
        for (JsonNode transaction : json.object().path("transactions")) {
            rpc.withArray("transactions").add(transaction(transaction));
        }
        Block block = RpcBlock.read(new Fields(rpc, json.what()));
        List<Hash> hashes = json.hashList("block_hashes");
        WitnessState state =
                WitnessState.of(
                        json.hash("prev_state_root"),
                        json.bytesList("states"),
                        json.bytesList("codes"));
        PreState before =
                new PreState(
                        state,
                        state,
                        null,
                        null,
                        number -> ancestor(hashes, block.number() - 1 - number));
        return new MainnetBlock(block, null, null, before);
    }

    private static Hash ancestor(List<Hash> hashes, long generation) {
        if (generation < 0 || generation >= hashes.size()) {
            throw new TrieException("the witness lacks the ancestor " + (generation + 1));
        }
        return hashes.get((int) generation);
    }

    static ObjectNode transaction(JsonNode json) throws BlockDataException {
        for (Map.Entry<String, JsonNode> variant : json.path("transaction").properties()) {
            Integer type = TYPES.get(variant.getKey());
            if (type != null) {
                ObjectNode rpc = renamed(variant.getValue(), TRANSACTION_NAMES);
                rpc.put("type", type);
                rpc.setAll(renamed(json.path("signature"), Map.of()));
                if (type == 0) {
                    putLegacyV(rpc);
                }
                return rpc;
            }
        }
        throw new BlockDataException("transaction of no known variant: " + json);
    }

    /** Here a legacy signature has a parity beside the chain id; in JSON-RPC both are in v. */
    private static void putLegacyV(ObjectNode rpc) throws BlockDataException {
        Fields fields = new Fields(rpc, "transaction");
        Word parity = fields.word("yParity");
        Word chainId = fields.wordOrNull("chainId");
        Word v =
                chainId == null
                        ? parity.plus(Word.of(27))
                        : chainId.times(2).plus(Word.of(35)).plus(parity);
        rpc.put("v", v.quantity());
        rpc.remove("yParity");
    }

    /** A copy with its names in camel case, and some of them replaced. */
    private static ObjectNode renamed(JsonNode json, Map<String, String> names) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String name = camelCase(field.getKey());
            copy.set(names.getOrDefault(name, name), field.getValue());
        }
        return copy;
    }

    private static String camelCase(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            camel.append(
                    camel.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
