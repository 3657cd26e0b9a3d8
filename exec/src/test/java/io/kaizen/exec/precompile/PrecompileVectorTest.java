package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Geth's vectors: output, price and refusal of every precompile. */
class PrecompileVectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CASES_MIN = 1249;

    private record Target(int number, Revision revision) {}

    private static final Map<String, Target> TARGETS =
            Map.ofEntries(
                    Map.entry("ecRecover", new Target(1, Revision.OSAKA)),
                    Map.entry("modexp", new Target(5, Revision.BYZANTIUM)),
                    Map.entry("modexp_eip2565", new Target(5, Revision.BERLIN)),
                    Map.entry("modexp_eip7883", new Target(5, Revision.OSAKA)),
                    Map.entry("bn256Add", new Target(6, Revision.ISTANBUL)),
                    Map.entry("bn256ScalarMul", new Target(7, Revision.ISTANBUL)),
                    Map.entry("bn256Pairing", new Target(8, Revision.ISTANBUL)),
                    Map.entry("blake2F", new Target(9, Revision.OSAKA)),
                    Map.entry("blake2f", new Target(9, Revision.OSAKA)),
                    Map.entry("pointEvaluation", new Target(0x0a, Revision.OSAKA)),
                    Map.entry("blsG1Add", new Target(0x0b, Revision.OSAKA)),
                    Map.entry("blsG1Mul", new Target(0x0c, Revision.OSAKA)),
                    Map.entry("blsG1MultiExp", new Target(0x0c, Revision.OSAKA)),
                    Map.entry("blsG2Add", new Target(0x0d, Revision.OSAKA)),
                    Map.entry("blsG2Mul", new Target(0x0e, Revision.OSAKA)),
                    Map.entry("blsG2MultiExp", new Target(0x0e, Revision.OSAKA)),
                    Map.entry("blsPairing", new Target(0x0f, Revision.OSAKA)),
                    Map.entry("blsMapG1", new Target(0x10, Revision.OSAKA)),
                    Map.entry("blsMapG2", new Target(0x11, Revision.OSAKA)),
                    Map.entry("p256Verify", new Target(0x100, Revision.OSAKA)));

    @Test
    void every_vector_has_its_output_and_its_price() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        boolean present =
                ConformanceData.visit(
                        "precompiles",
                        name -> name.contains("geth/") && name.endsWith(".json"),
                        (name, content) -> counts.put(name, file(name, content)));
        if (present) {
            int total = counts.values().stream().mapToInt(n -> n).sum();
            System.out.println("precompile vectors: " + total + " of " + counts);
            assertTrue(total >= CASES_MIN, () -> "only " + total + " cases");
        }
    }

    private static int file(String path, byte[] content) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1, path.length() - ".json".length());
        boolean fails = name.startsWith("fail-");
        Target target = TARGETS.get(fails ? name.substring("fail-".length()) : name);
        assertNotNull(target, () -> "no precompile is known for " + path);
        Precompile precompile = Precompiles.of(target.revision).at(Address.ofLong(target.number));
        assertNotNull(precompile);
        int cases = 0;
        for (JsonNode test : JSON.readTree(content)) {
            String label = name + " " + test.get("Name").asText();
            byte[] raw = Bytes.fromHex(test.get("Input").asText()).array();
            byte[] input = new byte[raw.length + 12];
            System.arraycopy(raw, 0, input, 5, raw.length);
            byte[] output = precompile.run(input, 5, raw.length);
            if (fails) {
                assertNull(output, label);
                assertEquals(
                        test.get("ExpectedError").asText(),
                        precompile.refusal(input, 5, raw.length),
                        label);
            } else {
                assertNotNull(output, label);
                String want = Bytes.fromHex(test.get("Expected").asText()).hex();
                assertEquals(want, Bytes.wrap(output).hex(), label);
                if (test.has("Gas") && test.get("Gas").asLong() != 0) {
                    assertEquals(
                            test.get("Gas").asLong(), precompile.gas(input, 5, raw.length), label);
                }
            }
            cases++;
        }
        return cases;
    }
}
