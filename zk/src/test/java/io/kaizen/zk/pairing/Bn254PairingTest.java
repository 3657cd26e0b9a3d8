package io.kaizen.zk.pairing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.zk.curve.Bn254;
import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.curve.JacobianCurve;
import io.kaizen.zk.field.Fp12;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bilinearity, non-degeneracy, products and the exact reduced value. */
class Bn254PairingTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final BigInteger R = Bn254.SCALAR.prime();

    private final Random random = new Random(SEED);
    private final Bn254G1 g1 = new Bn254G1();
    private final Bn254Pairing pairing = new Bn254Pairing();

    @BeforeEach
    void printSeed() {
        System.out.println("Bn254PairingTest -Dkaizen.seed=" + SEED);
    }

    private static long[] multiple(JacobianCurve curve, long[] generator, BigInteger k) {
        long[] limbs = new long[4];
        for (int i = 0; i < 4; i++) {
            limbs[i] = k.shiftRight(64 * i).longValue();
        }
        long[] point = new long[curve.jacobianLimbs()];
        curve.fromAffine(generator, 0, point, 0);
        curve.mul(point, 0, limbs, point, 0);
        long[] out = new long[curve.affineLimbs()];
        curve.toAffine(point, 0, out, 0);
        return out;
    }

    private long[] g1(BigInteger k) {
        long[] generator = new long[8];
        g1.generator(generator, 0);
        return multiple(g1.curve(), generator, k);
    }

    private long[] g2(BigInteger k) {
        long[] generator = new long[16];
        pairing.g2().generator(generator, 0);
        return multiple(pairing.g2().curve(), generator, k);
    }

    private long[] pair(BigInteger a, BigInteger b) {
        long[] out = new long[Bn254Pairing.LIMBS];
        pairing.product(g1(a), g2(b), 1, out);
        return out;
    }

    private long[] power(long[] a, BigInteger k) {
        Fp12 tower = pairing.tower();
        long[] out = new long[Bn254Pairing.LIMBS];
        tower.setOne(out);
        for (int bit = k.bitLength() - 1; bit >= 0; bit--) {
            tower.sqr(out, out);
            if (k.testBit(bit)) {
                tower.mul(out, a, out);
            }
        }
        return out;
    }

    private BigInteger scalar() {
        return new BigInteger(300, random).mod(R);
    }

    @Test
    void it_is_bilinear_and_not_degenerate() {
        long[] base = pair(BigInteger.ONE, BigInteger.ONE);
        assertFalse(pairing.tower().isOne(base));
        assertTrue(pairing.tower().isOne(power(base, R)));
        for (int i = 0; i < 5; i++) {
            BigInteger a = scalar();
            BigInteger b = scalar();
            long[] want = power(base, a.multiply(b).mod(R));
            assertArrayEquals(want, pair(a, b));
            assertArrayEquals(want, pair(b, a));
            assertArrayEquals(want, pair(a.multiply(b).mod(R), BigInteger.ONE));
        }
    }

    @Test
    void infinity_on_either_side_gives_one() {
        assertTrue(pairing.tower().isOne(pair(BigInteger.ZERO, BigInteger.ONE)));
        assertTrue(pairing.tower().isOne(pair(BigInteger.ONE, BigInteger.ZERO)));
        assertTrue(pairing.isOne(new long[0], new long[0], 0));
    }

    @Test
    void a_product_is_the_product_of_its_pairs() {
        int count = 4;
        long[] left = new long[8 * count];
        long[] right = new long[16 * count];
        long[] want = new long[48];
        pairing.tower().setOne(want);
        for (int i = 0; i < count; i++) {
            BigInteger a = i == 2 ? BigInteger.ZERO : scalar();
            BigInteger b = scalar();
            System.arraycopy(g1(a), 0, left, 8 * i, 8);
            System.arraycopy(g2(b), 0, right, 16 * i, 16);
            pairing.tower().mul(want, pair(a, b), want);
        }
        long[] out = new long[48];
        pairing.product(left, right, count, out);
        assertArrayEquals(want, out);
    }

    @Test
    void opposite_pairs_cancel_and_others_do_not() {
        BigInteger a = scalar();
        BigInteger b = scalar();
        long[] left = new long[16];
        long[] right = new long[32];
        System.arraycopy(g1(a.multiply(b).mod(R)), 0, left, 0, 8);
        System.arraycopy(g1(R.subtract(a)), 0, left, 8, 8);
        System.arraycopy(g2(BigInteger.ONE), 0, right, 0, 16);
        System.arraycopy(g2(b), 0, right, 16, 16);
        assertTrue(pairing.isOne(left, right, 2));
        System.arraycopy(g1(a), 0, left, 8, 8);
        assertFalse(pairing.isOne(left, right, 2));
    }

    @Test
    void the_exponent_of_the_hard_part_is_exact() {
        BigInteger p = Bn254.BASE.prime();
        BigInteger u = BigInteger.valueOf(Bn254.U);
        BigInteger l2 = polynomial(u, 0, 6, 0, 1);
        BigInteger l1 = polynomial(u, -36, -18, -12, 1);
        BigInteger l0 = polynomial(u, -36, -30, -18, -2);
        BigInteger sum = l0.add(l1.multiply(p)).add(l2.multiply(p.pow(2))).add(p.pow(3));
        assertEquals(p.pow(4).subtract(p.pow(2)).add(BigInteger.ONE), sum.multiply(R));
    }

    private static BigInteger polynomial(BigInteger u, int... coefficients) {
        BigInteger value = BigInteger.ZERO;
        for (int coefficient : coefficients) {
            value = value.multiply(u).add(BigInteger.valueOf(coefficient));
        }
        return value;
    }
}
