package io.kaizen.exec.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The RLPTests of ethereum/tests. Items are {@link Bytes} or lists of items. */
class RlpVectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void encodings_agree_with_the_official_vectors() throws IOException {
        boolean present =
                ConformanceData.visit(
                        "formats",
                        name -> name.contains("/RLPTests/") && name.endsWith(".json"),
                        (name, content) ->
                                JSON.readTree(content)
                                        .properties()
                                        .forEach(test -> check(test.getKey(), test.getValue())));
        assumeTrue(present, "formats.tar.zst is absent");
        System.out.println("RLPTests: " + counts);
        assertEquals(Map.of("invalid", 26, "random", 1, "valid", 28), counts);
    }

    private void check(String name, JsonNode test) {
        String hex = test.path("out").asText();
        byte[] encoded = Bytes.fromHex(hex).array();
        String in = test.path("in").asText();
        switch (in) {
            case "INVALID" -> {
                assertThrows(RlpException.class, () -> read(encoded), name);
                count("invalid");
            }
            case "VALID" -> {
                assertEquals(Bytes.wrap(encoded), write(read(encoded)), name);
                count("random");
            }
            default -> {
                Object item = item(test.path("in"));
                assertEquals(Bytes.wrap(encoded), write(item), name);
                assertEquals(item, read(encoded), name);
                count("valid");
            }
        }
    }

    private void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** Text, a number, or a number too long for JSON behind '#'. */
    private static Object item(JsonNode node) {
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(child -> items.add(item(child)));
            return items;
        }
        if (node.isNumber()) {
            return minimal(node.bigIntegerValue());
        }
        String text = node.asText();
        return text.startsWith("#")
                ? minimal(new BigInteger(text.substring(1)))
                : Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes minimal(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int zeros = bytes[0] == 0 ? 1 : 0;
        return Bytes.copyOf(bytes, zeros, bytes.length - zeros);
    }

    /** The one item that the encoding is. */
    private static Object read(byte[] encoded) {
        RlpReader reader = RlpReader.of(encoded);
        Object item = read(reader);
        reader.expectEnd();
        return item;
    }

    private static Object read(RlpReader reader) {
        if (!reader.nextIsList()) {
            return reader.bytes();
        }
        RlpReader list = reader.list();
        List<Object> items = new ArrayList<>();
        while (list.hasNext()) {
            items.add(read(list));
        }
        return items;
    }

    private static Bytes write(Object item) {
        RlpWriter writer = new RlpWriter();
        write(item, writer);
        return writer.toBytes();
    }

    private static void write(Object item, RlpWriter writer) {
        if (item instanceof Bytes bytes) {
            writer.bytes(bytes);
        } else {
            int mark = writer.mark();
            ((List<?>) item).reversed().forEach(child -> write(child, writer));
            writer.list(mark);
        }
    }
}
