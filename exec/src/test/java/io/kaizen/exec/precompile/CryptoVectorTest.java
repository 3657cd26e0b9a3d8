package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.crypto.WycheproofEcdsa;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Vectors of Wycheproof, c-kzg-4844 and noble-curves, put to the precompiles. */
class CryptoVectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FIELD = Pattern.compile("\\b(commitment|z|y|proof): '0x(\\w*)'");

    private static byte @Nullable [] run(int number, byte[] input) {
        Precompile precompile = Precompiles.of(Revision.OSAKA).at(Address.ofLong(number));
        assertNotNull(precompile);
        return precompile.run(input, 0, input.length);
    }

    private static byte[] hex(String digits) {
        return Bytes.fromHex(digits).array();
    }

    @Test
    void p256_agrees_with_wycheproof() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.contains("wycheproof/ecdsa_secp256r1_"),
                        (name, content) ->
                                WycheproofEcdsa.each(
                                        content,
                                        test -> {
                                            p256(test);
                                            counts.merge(fileName(name), 1, Integer::sum);
                                        }));
        if (present) {
            System.out.println("Wycheproof P-256: " + counts);
            assertEquals(6, counts.size());
            assertEquals(2298, counts.values().stream().mapToInt(n -> n).sum());
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void p256(WycheproofEcdsa.Case test) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(test.digest().array());
        if (test.signature() != null) {
            input.writeBytes(test.signature().array());
        }
        input.writeBytes(test.key().array());
        byte[] output = run(0x100, input.toByteArray());
        assertNotNull(output);
        boolean accepted = output.length == 32 && output[31] == 1;
        assertEquals(test.valid(), accepted, test.label());
    }

    private static byte[] digest(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void kzg_agrees_with_the_reference_library() throws IOException {
        int[] counts = new int[2];
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.contains("kzg/verify_kzg_proof/"),
                        (name, content) -> kzg(name, content, counts));
        if (present) {
            System.out.println("KZG: " + counts[1] + " true, " + counts[0] + " false or invalid");
            assertTrue(counts[0] > 30 && counts[1] > 30, "too few cases");
        }
    }

    private static void kzg(String name, byte[] content, int[] counts) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        Map<String, byte[]> fields = new TreeMap<>();
        Matcher matcher = FIELD.matcher(text);
        while (matcher.find()) {
            fields.put(matcher.group(1), hex(matcher.group(2)));
        }
        boolean want = text.contains("output: true");
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        byte[] commitment = fields.getOrDefault("commitment", new byte[0]);
        byte[] hash = digest("SHA-256", commitment);
        hash[0] = 1;
        input.write(hash);
        for (String field : new String[] {"z", "y", "commitment", "proof"}) {
            input.write(fields.getOrDefault(field, new byte[0]));
        }
        byte[] bytes = input.toByteArray();
        byte[] output = run(0x0a, bytes);
        assertEquals(want, output != null, name);
        if (output != null) {
            BigInteger modulus = new BigInteger(1, Arrays.copyOfRange(output, 32, 64));
            assertEquals(4096, new BigInteger(1, Arrays.copyOf(output, 32)).intValueExact());
            assertEquals(255, modulus.bitLength());
            bytes[1] ^= 1;
            assertEquals(null, run(0x0a, bytes), name + " with another versioned hash");
        }
        counts[want ? 1 : 0]++;
    }

    @Test
    void maps_to_the_curve_agree_with_noble() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.endsWith("bls12-381/eip2537.json"),
                        (name, content) -> {
                            JsonNode groups = JSON.readTree(content);
                            for (String group : new String[] {"G1", "G2"}) {
                                for (JsonNode test : groups.get(group)) {
                                    map(group, test);
                                    counts.merge(group, 1, Integer::sum);
                                }
                            }
                        });
        if (present) {
            System.out.println("noble maps to the curve: " + counts);
            assertEquals(2, counts.size());
        }
    }

    private static void map(String group, JsonNode test) {
        byte[] input = hex(test.get("Input").asText());
        byte[] output = run(group.equals("G1") ? 0x10 : 0x11, input);
        assertNotNull(output);
        String want = Bytes.fromHex(test.get("Expected").asText()).hex();
        assertEquals(want, Bytes.wrap(output).hex());
    }
}
