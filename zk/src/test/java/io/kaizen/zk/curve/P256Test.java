package io.kaizen.zk.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the signatures of the JDK's own implementation. */
class P256Test {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int INPUT_BYTES = 160;
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

    private final P256 curve = new P256();
    private final Random random = new Random(SEED);

    @BeforeEach
    void printSeed() {
        System.out.println("P256Test -Dkaizen.seed=" + SEED);
    }

    private static void put(BigInteger value, byte[] in, int word) {
        for (int i = 0; i < 32; i++) {
            in[32 * word + i] = value.shiftRight(8 * (31 - i)).byteValue();
        }
    }

    private static BigInteger get(byte[] in, int word) {
        return new BigInteger(1, in, 32 * word, 32);
    }

    private byte[] signed() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        KeyPair pair = generator.generateKeyPair();
        byte[] input = new byte[INPUT_BYTES];
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        Signature signer = Signature.getInstance("NONEwithECDSAinP1363Format");
        signer.initSign(pair.getPrivate());
        signer.update(hash);
        System.arraycopy(hash, 0, input, 0, 32);
        System.arraycopy(signer.sign(), 0, input, 32, 64);
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        put(key.getW().getAffineX(), input, 3);
        put(key.getW().getAffineY(), input, 4);
        return input;
    }

    @Test
    void signatures_of_the_jdk_hold_and_changed_ones_do_not() throws GeneralSecurityException {
        for (int i = 0; i < 200; i++) {
            byte[] input = signed();
            assertTrue(curve.verify(input, 0));
            int bit = random.nextInt(8 * INPUT_BYTES);
            input[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(curve.verify(input, 0), "bit " + bit);
            input[bit / 8] ^= (byte) (1 << bit % 8);
            // −s is as good as s.
            put(ORDER.subtract(get(input, 2)), input, 2);
            byte[] later = new byte[7 + INPUT_BYTES];
            System.arraycopy(input, 0, later, 7, INPUT_BYTES);
            assertTrue(curve.verify(later, 7));
        }
    }

    @Test
    void numbers_out_of_range_are_refused() throws GeneralSecurityException {
        byte[] input = signed();
        for (int word : new int[] {1, 2}) {
            BigInteger was = get(input, word);
            for (BigInteger bad : new BigInteger[] {BigInteger.ZERO, ORDER}) {
                put(bad, input, word);
                assertFalse(curve.verify(input, 0));
            }
            put(was, input, word);
        }
        for (int word : new int[] {3, 4}) {
            BigInteger was = get(input, word);
            put(PRIME, input, word);
            assertFalse(curve.verify(input, 0));
            put(was, input, word);
        }
        BigInteger x = get(input, 3);
        BigInteger y = get(input, 4);
        put(BigInteger.ZERO, input, 3);
        put(BigInteger.ZERO, input, 4);
        assertFalse(curve.verify(input, 0), "infinity");
        put(x, input, 3);
        put(y, input, 4);
        assertTrue(curve.verify(input, 0));
    }

    /** Where the key is G or −G, the sum meets equal and opposite points on its way. */
    @Test
    void sums_of_related_points_are_right() {
        BigInteger gx =
                new BigInteger(
                        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16);
        BigInteger gy =
                new BigInteger(
                        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16);
        byte[] input = new byte[INPUT_BYTES];
        int held = 0;
        for (boolean negative : new boolean[] {false, true}) {
            put(gx, input, 3);
            put(negative ? PRIME.subtract(gy) : gy, input, 4);
            BigInteger r = gx.mod(ORDER);
            for (int k = 1; k <= 64; k++) {
                // (hash ± r)/s is 1 or −1, so that the sum is G or −G and its abscissa r.
                BigInteger s = BigInteger.valueOf(k);
                for (BigInteger sum : new BigInteger[] {s, s.negate()}) {
                    BigInteger hash = negative ? sum.add(r) : sum.subtract(r);
                    put(hash.mod(ORDER), input, 0);
                    put(r, input, 1);
                    put(s, input, 2);
                    assertTrue(curve.verify(input, 0), "s = " + k);
                    held++;
                }
                // The sum is the point at infinity, which has no abscissa.
                put((negative ? r : r.negate()).mod(ORDER), input, 0);
                assertFalse(curve.verify(input, 0), "s = " + k);
            }
        }
        assertEquals(256, held);
    }
}
