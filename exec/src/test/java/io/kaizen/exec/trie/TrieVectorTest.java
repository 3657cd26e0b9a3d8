package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The TrieTests of ethereum/tests but for trietestnextprev: nothing in the node walks a trie by
 * neighbouring keys.
 */
class TrieVectorTest {
    private int cases;
    private int tests;

    @Test
    void rootsAgreeWithTheOfficialVectors() throws IOException {
        ObjectMapper json = new ObjectMapper();
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.contains("/TrieTests/") && !name.contains("nextprev"),
                        (name, content) ->
                                json.readTree(content)
                                        .properties()
                                        .forEach(test ->
                                                check(name, test.getKey(), test.getValue())));
        assumeTrue(present, "formats.tar.zst is absent");
        System.out.println("TrieTests: " + tests + " tests, " + cases + " roots");
        assertTrue(cases >= 20, "only " + cases + " cases found");
    }

    private void check(String file, String name, JsonNode test) {
        boolean secure = file.contains("secure");
        List<String[]> entries = new ArrayList<>();
        JsonNode in = test.get("in");
        if (in.isArray()) {
            in.forEach(pair -> entries.add(new String[] {pair.get(0).asText(), text(pair.get(1))}));
        } else {
            in.properties()
                    .forEach(e -> entries.add(new String[] {e.getKey(), text(e.getValue())}));
        }
        Hash want = Hash.fromHex(test.get("root").asText());
        tests++;
        Random random = new Random(7);
        for (int round = 0; round < 3; round++) {
            assertEquals(want, root(entries, secure, round), file + " " + name);
            cases++;
            if (file.contains("anyorder")) {
                Collections.shuffle(entries, random);
            }
        }
    }

    /** In one update, the last change of each key, or with a store and a trie for each change. */
    private static Hash root(List<String[]> entries, boolean secure, int round) {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        Map<Bytes, Change> last = new HashMap<>();
        for (String[] entry : entries) {
            byte[] key = bytes(entry[0]);
            byte[] path = Nibbles.of(secure ? Hash.keccak(key).toArray() : key);
            Change change =
                    entry[1] == null ? Change.remove(path) : Change.put(path, bytes(entry[1]));
            last.put(Bytes.wrap(path), change);
            if (round == 1) {
                update(nodes, change);
            }
        }
        return update(nodes, last.values().toArray(Change[]::new));
    }

    private static Hash update(MemoryTrieNodes nodes, Change... changes) {
        Arrays.sort(changes, Change.BY_KEY);
        MerkleTrie trie = MerkleTrie.open(nodes, TrieNodes.ACCOUNTS, MerkleTrie.KEEP_NOTHING);
        MerkleTrie.Pending pending = trie.update(changes, TrieWorkers.CALLER);
        nodes.apply(new TrieUpdate(pending.root(), pending.changes()));
        return pending.root();
    }

    private static String text(JsonNode node) {
        return node.isNull() ? null : node.asText();
    }

    private static byte[] bytes(String text) {
        return text.startsWith("0x")
                ? Bytes.fromHex(text).toArray()
                : text.getBytes(StandardCharsets.UTF_8);
    }
}
