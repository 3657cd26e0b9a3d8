package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The multiples 0·G to 999·G of both generators of BLS12-381, as zkcrypto encodes them and
 * noble-curves keeps them: by multiplication, by adding the generator, and by pairing.
 */
class BlsVectorTest {
    private static final int NUMBER = 48;
    private static final int INFINITY = 0x40;

    /** Each point as EIP-2537 encodes it. */
    private static List<byte[]> points(String file, int numbers) throws IOException {
        List<byte[]> points = new ArrayList<>();
        boolean present =
                ConformanceData.visit(
                        "crypto",
                        name -> name.endsWith("zkcrypto/" + file),
                        (name, content) -> {
                            for (int at = 0; at < content.length; at += numbers * NUMBER) {
                                points.add(point(content, at, numbers));
                            }
                        });
        assumeTrue(present, "crypto.tar.zst is absent");
        System.out.println("noble BLS12-381 " + file + ": " + points.size() + " points");
        assertEquals(1000, points.size());
        return points;
    }

    /** zkcrypto has the imaginary part of a number of Fp2 first, and a flag at infinity. */
    private static byte[] point(byte[] from, int at, int numbers) {
        byte[] point = new byte[64 * numbers];
        if ((from[at] & INFINITY) != 0) {
            return point;
        }
        for (int i = 0; i < numbers; i++) {
            int source = numbers == 4 ? i ^ 1 : i;
            System.arraycopy(from, at + source * NUMBER, point, 64 * i + 16, NUMBER);
        }
        return point;
    }

    private static Bytes run(Precompile precompile, byte[]... parts) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            input.writeBytes(part);
        }
        byte[] output = precompile.run(input.toByteArray(), 0, input.size());
        assertNotNull(output);
        return Bytes.wrap(output);
    }

    private static void multiples(List<byte[]> points, Precompile add, Precompile multiply) {
        byte[] generator = points.get(1);
        byte[] sum = points.get(0);
        for (int k = 0; k < points.size(); k++) {
            Bytes want = Bytes.wrap(points.get(k));
            assertEquals(want, Bytes.wrap(sum), "sum of " + k);
            assertEquals(want, run(multiply, generator, Word.of(k).toArray()), "times " + k);
            sum = run(add, sum, generator).array();
        }
    }

    @Test
    void multiples_of_both_generators_agree_with_noble_and_pair_alike() throws IOException {
        List<byte[]> g1 = points("g1_uncompressed_valid_test_vectors.dat", 2);
        List<byte[]> g2 = points("g2_uncompressed_valid_test_vectors.dat", 4);
        multiples(g1, new BlsG1Add(), new BlsG1Msm());
        multiples(g2, new BlsG2Add(), new BlsG2Msm());
        byte[] order =
                Word.fromHex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001")
                        .toArray();
        byte[] minusOne = order.clone();
        minusOne[31]--;
        byte[] negative = run(new BlsG1Msm(), g1.get(1), minusOne).array();
        for (int k = 0; k < 1000; k += 37) {
            // e(kG, H) · e(-G, kH) = 1, and with another multiple it is not.
            assertEquals(
                    Word.ONE.bytes(),
                    run(new BlsPairingCheck(), g1.get(k), g2.get(1), negative, g2.get(k)));
            assertEquals(
                    Word.ZERO.bytes(),
                    run(new BlsPairingCheck(), g1.get(k), g2.get(1), negative, g2.get(k ^ 1)));
        }
    }
}
