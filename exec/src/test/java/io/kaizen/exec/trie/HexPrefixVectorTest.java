package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hexencodetest of ethereum/tests: paths of leaves and extensions. */
class HexPrefixVectorTest {
    private int cases;

    @Test
    void paths_are_packed_as_the_official_vectors_have_them() throws IOException {
        ObjectMapper json = new ObjectMapper();
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.endsWith("BasicTests/hexencodetest.json"),
                        (name, content) -> {
                            for (Map.Entry<String, JsonNode> test :
                                    json.readTree(content).properties()) {
                                check(test.getKey(), test.getValue());
                            }
                        });
        assumeTrue(present, "formats.tar.zst is absent");
        System.out.println("BasicTests/hexencodetest.json: " + cases + " cases");
        assertEquals(12, cases);
    }

    private void check(String name, JsonNode test) {
        byte[] nibbles = new byte[test.path("seq").size()];
        for (int i = 0; i < nibbles.length; i++) {
            nibbles[i] = (byte) test.path("seq").get(i).asInt();
        }
        boolean leaf = test.path("term").asBoolean();
        byte[] packed = leaf ? Nibbles.leafPrefix(nibbles) : Nibbles.extensionPrefix(nibbles);
        assertEquals(Bytes.fromHex(test.path("out").asText()), Bytes.wrap(packed), name);
        assertArrayEquals(nibbles, Nibbles.parse(packed), name);
        assertEquals(leaf, Nibbles.isLeaf(packed), name);
        cases++;
    }
}
