package io.kaizen.exec.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.hash.Keccak256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Wycheproof's and noble-curves' vectors of secp256k1, put to recovery as the node uses it, and to
 * each backend: a signature holds if its key is recovered with one of the two parities.
 */
class Secp256k1VectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The field's order less the group's: below it an r stands for two abscissas. */
    private static final Word TWO_ABSCISSAS = Word.fromHex("14551231950b75fc4402da1722fc9baee");

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> secondAbscissa = new ArrayList<>();

    private static List<Secp256k1Backend> backends() {
        NativeSecp256k1 library = NativeSecp256k1.load();
        return library == null
                ? List.of(new BouncyCastleSecp256k1())
                : List.of(new BouncyCastleSecp256k1(), library);
    }

    @Test
    void signatures_hold_where_wycheproof_says_so() throws IOException {
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.contains("wycheproof/ecdsa_secp256k1_"),
                        (name, content) -> {
                            boolean lowS = name.contains("bitcoin");
                            WycheproofEcdsa.each(
                                    content, test -> check(fileName(name), test, lowS));
                        });
        assumeTrue(present, "crypto.tar.zst is absent");
        System.out.println(
                "Wycheproof secp256k1: " + counts + ", of another abscissa: " + secondAbscissa);
        assertEquals(9, counts.size());
        assertEquals(3637, counts.values().stream().mapToInt(n -> n).sum());
        assertEquals(13, secondAbscissa.size());
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void check(String file, WycheproofEcdsa.Case test, boolean lowS) {
        boolean holds = holds(test, lowS);
        boolean unreachable = test.valid() && !holds && isOfSecondAbscissa(test);
        if (unreachable) {
            // Its nonce's point has an abscissa above n, which needs a parity of 2 or 3.
            secondAbscissa.add(file + " " + test.label());
        } else {
            assertEquals(test.valid(), holds, file + " " + test.label());
        }
        counts.merge(file, 1, Integer::sum);
    }

    private static boolean isOfSecondAbscissa(WycheproofEcdsa.Case test) {
        Bytes signature = test.signature();
        return signature != null && Word.read(signature.array(), 0).compareTo(TWO_ABSCISSAS) < 0;
    }

    private static boolean holds(WycheproofEcdsa.Case test, boolean lowS) {
        Bytes signature = test.signature();
        if (signature == null) {
            return false;
        }
        Word r = Word.read(signature.array(), 0);
        Word s = Word.read(signature.array(), 32);
        Address signer = Address.ofHash(Keccak256.hash(test.key().array()));
        boolean holds = false;
        for (int parity = 0; parity < 2; parity++) {
            Address recovered = Secp256k1.recover(test.digest().array(), parity, r, s);
            holds |= signer.equals(recovered);
            if (Secp256k1.isScalar(r) && Secp256k1.isScalar(s)) {
                for (Secp256k1Backend backend : backends()) {
                    byte[] key = backend.recover(test.digest().array(), signature.array(), parity);
                    Address own = key == null ? null : Address.ofHash(Keccak256.hash(key, 1, 64));
                    assertEquals(recovered, own, backend.name() + " " + test.label());
                }
            }
        }
        return holds && (!lowS || Secp256k1.isLowS(s));
    }

    @Test
    void signing_is_deterministic_as_noble_has_it() throws IOException {
        int[] signed = {0, 0};
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.endsWith("secp256k1/ecdsa.json"),
                        (name, content) -> {
                            JsonNode tests = JSON.readTree(content);
                            for (JsonNode test : tests.path("valid")) {
                                sign(test);
                                signed[0]++;
                            }
                            for (JsonNode test : tests.path("invalid").path("sign")) {
                                refuseToSign(test);
                                signed[1]++;
                            }
                        });
        assumeTrue(present, "crypto.tar.zst is absent");
        System.out.println(
                "noble secp256k1 ecdsa: " + signed[0] + " signed, " + signed[1] + " refused");
        assertEquals(2019, signed[0]);
        assertTrue(signed[1] > 0);
    }

    private static byte[] hex(JsonNode node) {
        return Bytes.fromHex(node.asText()).array();
    }

    private static void sign(JsonNode test) {
        byte[] key = hex(test.path("d"));
        byte[] digest = hex(test.path("m"));
        byte[] want = hex(test.path("signature"));
        for (Secp256k1Backend backend : backends()) {
            assertArrayEquals(want, backend.sign(digest, key), backend.name());
        }
        Word r = Word.read(want, 0);
        Word s = Word.read(want, 32);
        int parity = (int) Secp256k1.sign(digest, key).yParity().w0();
        assertEquals(Secp256k1.address(key), Secp256k1.recover(digest, parity, r, s));
    }

    private static void refuseToSign(JsonNode test) {
        byte[] key = hex(test.path("d"));
        byte[] digest = hex(test.path("m"));
        if (digest.length == 32) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Secp256k1.sign(digest, key),
                    test::toString);
        }
    }

    @Test
    void public_keys_are_the_multiples_that_noble_lists() throws IOException {
        int[] count = {0};
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.endsWith("secp256k1/privates-2.txt"),
                        (name, content) -> {
                            String text = new String(content, StandardCharsets.UTF_8);
                            for (String line : text.strip().split("\n", -1)) {
                                String[] parts = line.strip().split(":", -1);
                                publicKey(Word.of(new BigInteger(parts[0])), parts[1] + parts[2]);
                                count[0]++;
                            }
                        });
        assumeTrue(present, "crypto.tar.zst is absent");
        System.out.println("noble secp256k1 keys: " + count[0]);
        assertEquals(45, count[0]);
    }

    @Test
    void public_keys_of_scalars_are_those_of_the_point_vectors() throws IOException {
        int[] count = {0};
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.endsWith("secp256k1/points.json"),
                        (name, content) -> {
                            for (JsonNode test :
                                    JSON.readTree(content).at("/valid/pointFromScalar")) {
                                byte[] scalar = hex(test.path("d"));
                                byte[] want = hex(test.path("expected"));
                                byte[] have = Secp256k1.compressedPublicKey(scalar);
                                assertArrayEquals(Arrays.copyOf(want, 33), have);
                                count[0]++;
                            }
                        });
        assumeTrue(present, "crypto.tar.zst is absent");
        System.out.println("noble secp256k1 points of scalars: " + count[0]);
        assertTrue(count[0] > 0);
    }

    private static void publicKey(Word scalar, String coordinates) {
        byte[] want = Bytes.fromHex("04" + coordinates).array();
        for (Secp256k1Backend backend : backends()) {
            assertArrayEquals(want, backend.publicKey(scalar.toArray()), backend.name());
        }
    }
}
