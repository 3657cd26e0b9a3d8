package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
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
    private static final int P1363_BYTES = 64;

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
        Map<String, String> digests =
                Map.of(
                        "ecdsa_secp256r1_sha256_p1363_test.json", "SHA-256",
                        "ecdsa_secp256r1_sha512_p1363_test.json", "SHA-512");
        int[] counts = new int[2];
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> digests.containsKey(fileName(name)),
                        (name, content) -> p256(content, digests.get(fileName(name)), counts));
        if (present) {
            System.out.println("P-256: " + counts[1] + " valid, " + counts[0] + " invalid");
            assertTrue(counts[0] > 100 && counts[1] > 100, "too few cases");
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void p256(byte[] content, @Nullable String digest, int[] counts)
            throws IOException {
        assertNotNull(digest);
        for (JsonNode group : JSON.readTree(content).get("testGroups")) {
            byte[] key = hex(group.get("publicKey").get("uncompressed").asText());
            for (JsonNode test : group.get("tests")) {
                byte[] signature = hex(test.get("sig").asText());
                byte[] hash = digest(digest, hex(test.get("msg").asText()));
                boolean valid = test.get("result").asText().equals("valid");
                ByteArrayOutputStream input = new ByteArrayOutputStream();
                // ECDSA takes the hash's leftmost bits.
                input.write(hash, 0, 32);
                input.write(signature);
                input.write(key, 1, 64);
                byte[] output = run(0x100, input.toByteArray());
                assertNotNull(output);
                boolean accepted = output.length == 32 && output[31] == 1;
                String label = "case " + test.get("tcId") + ": " + test.get("comment");
                assertEquals(valid, accepted, label);
                assertTrue(!valid || signature.length == P1363_BYTES, label);
                counts[valid ? 1 : 0]++;
            }
        }
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
        ConformanceData.visit(
                "crypto",
                name -> name.endsWith("bls12-381/eip2537.json"),
                (name, content) -> {
                    JsonNode groups = JSON.readTree(content);
                    for (String group : new String[] {"G1", "G2"}) {
                        for (JsonNode test : groups.get(group)) {
                            byte[] input = hex(test.get("Input").asText());
                            byte[] output = run(group.equals("G1") ? 0x10 : 0x11, input);
                            assertNotNull(output);
                            String want = Bytes.fromHex(test.get("Expected").asText()).hex();
                            assertEquals(want, Bytes.wrap(output).hex());
                        }
                    }
                });
    }
}
