package io.kaizen.zk.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.zk.curve.Bn254;
import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.curve.Bn254G2;
import io.kaizen.zk.curve.JacobianCurve;
import io.kaizen.zk.curve.TwistPoints;
import io.kaizen.zk.field.Bn254Values;
import io.kaizen.zk.field.Fp12;
import io.kaizen.zk.pairing.Bn254Pairing.Verdict;
import java.math.BigInteger;
import java.util.Arrays;
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
        long[] generator = new long[Bn254G1.LIMBS];
        g1.generator(generator, 0);
        return multiple(g1.curve(), generator, k);
    }

    private long[] g2(BigInteger k) {
        long[] generator = new long[Bn254G2.LIMBS];
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

    private static void assertSame(long[] want, long[] have) {
        assertEquals(Bn254Values.of(want), Bn254Values.of(have));
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
            assertSame(want, pair(a, b));
            assertSame(want, pair(b, a));
            assertSame(want, pair(a.multiply(b).mod(R), BigInteger.ONE));
        }
    }

    @Test
    void infinity_on_either_side_gives_one() {
        assertTrue(pairing.tower().isOne(pair(BigInteger.ZERO, BigInteger.ONE)));
        assertTrue(pairing.tower().isOne(pair(BigInteger.ONE, BigInteger.ZERO)));
        assertEquals(Verdict.ONE, pairing.judge(new long[0], new long[0], 0));
    }

    @Test
    void a_product_is_the_product_of_its_pairs() {
        int count = 4;
        long[] left = new long[Bn254G1.LIMBS * count];
        long[] right = new long[Bn254G2.LIMBS * count];
        long[] want = new long[Bn254Pairing.LIMBS];
        pairing.tower().setOne(want);
        for (int i = 0; i < count; i++) {
            BigInteger a = i == 2 ? BigInteger.ZERO : scalar();
            BigInteger b = scalar();
            System.arraycopy(g1(a), 0, left, Bn254G1.LIMBS * i, Bn254G1.LIMBS);
            System.arraycopy(g2(b), 0, right, Bn254G2.LIMBS * i, Bn254G2.LIMBS);
            pairing.tower().mul(want, pair(a, b), want);
        }
        long[] out = new long[Bn254Pairing.LIMBS];
        pairing.product(left, right, count, out);
        assertSame(want, out);
    }

    @Test
    void opposite_pairs_cancel_and_others_do_not() {
        BigInteger a = scalar();
        BigInteger b = scalar();
        long[] left = new long[2 * Bn254G1.LIMBS];
        long[] right = new long[2 * Bn254G2.LIMBS];
        System.arraycopy(g1(a.multiply(b).mod(R)), 0, left, 0, Bn254G1.LIMBS);
        System.arraycopy(g1(R.subtract(a)), 0, left, Bn254G1.LIMBS, Bn254G1.LIMBS);
        System.arraycopy(g2(BigInteger.ONE), 0, right, 0, Bn254G2.LIMBS);
        System.arraycopy(g2(b), 0, right, Bn254G2.LIMBS, Bn254G2.LIMBS);
        assertEquals(Verdict.ONE, pairing.judge(left, right, 2));
        System.arraycopy(g1(a), 0, left, Bn254G1.LIMBS, Bn254G1.LIMBS);
        assertEquals(Verdict.NOT_ONE, pairing.judge(left, right, 2));
    }

    @Test
    void a_point_of_the_twist_outside_the_group_is_found_on_the_way() {
        Bn254G2 g2 = pairing.g2();
        for (BigInteger a : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, scalar()}) {
            long[] left = new long[2 * Bn254G1.LIMBS];
            long[] right = new long[2 * Bn254G2.LIMBS];
            System.arraycopy(g1(scalar()), 0, left, 0, Bn254G1.LIMBS);
            System.arraycopy(g1(a), 0, left, Bn254G1.LIMBS, Bn254G1.LIMBS);
            System.arraycopy(g2(scalar()), 0, right, 0, Bn254G2.LIMBS);
            long[] stray = TwistPoints.random(g2, random);
            System.arraycopy(stray, 0, right, Bn254G2.LIMBS, Bn254G2.LIMBS);
            assertEquals(Verdict.INVALID, pairing.judge(left, right, 2));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pairing.product(left, right, 2, new long[Bn254Pairing.LIMBS]));
        }
    }

    /** Small orders meet exceptions of the chord: the running point ends at infinity. */
    @Test
    void points_of_small_order_are_found_too() {
        Bn254G2 g2 = pairing.g2();
        BigInteger cofactor = Bn254.BASE.prime().shiftLeft(1).subtract(R);
        for (long order : new long[] {10069, 5864401}) {
            BigInteger n = BigInteger.valueOf(order);
            assertEquals(BigInteger.ZERO, cofactor.mod(n), "order " + order);
            long[] infinity = new long[Bn254G2.LIMBS];
            long[] small;
            do {
                long[] point = TwistPoints.random(g2, random);
                small = multiple(g2.curve(), multiple(g2.curve(), point, R), cofactor.divide(n));
            } while (Arrays.equals(small, infinity));
            assertFalse(g2.isInGroup(small, 0));
            assertEquals(Verdict.INVALID, pairing.judge(g1(scalar()), small, 1));
        }
    }

    /**
     * The relation that the Miller loop ends with, (6u + 2) + ψ − ψ² + ψ³ = 0, holds on G2 alone:
     * the orders of other points that meet it divide this greatest common divisor.
     */
    @Test
    void the_check_on_the_way_is_sufficient() {
        BigInteger p = Bn254.BASE.prime();
        BigInteger u = BigInteger.valueOf(Bn254.U);
        BigInteger trace = polynomial(u, 6, 0, 1);
        // X² = tX − p and X³ = (t² − p)X − tp leave c1·X + c0.
        BigInteger c1 = trace.multiply(trace).subtract(p).subtract(trace).add(BigInteger.ONE);
        BigInteger c0 = polynomial(u, 6, 2).add(p).subtract(trace.multiply(p));
        BigInteger resultant =
                c0.multiply(c0)
                        .add(c0.multiply(c1).multiply(trace))
                        .add(c1.multiply(c1).multiply(p));
        BigInteger order = R.multiply(p.subtract(BigInteger.ONE).add(trace));
        assertEquals(R, resultant.abs().gcd(order));
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
