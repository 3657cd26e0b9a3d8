package io.kaizen.zk.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.zk.field.Bn254Values;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Group laws, membership and encodings of both groups. */
class Bn254GroupTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final BigInteger R = Bn254.SCALAR.prime();

    private final Random random = new Random(SEED);
    private final Bn254G1 g1 = new Bn254G1();
    private final Bn254G2 g2 = new Bn254G2(Bn254.quadratic());

    @BeforeEach
    void printSeed() {
        System.out.println("Bn254GroupTest -Dkaizen.seed=" + SEED);
    }

    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[4];
        for (int i = 0; i < 4; i++) {
            limbs[i] = value.shiftRight(64 * i).longValue();
        }
        return limbs;
    }

    private static void assertSame(long[] want, long[] have) {
        assertEquals(Bn254Values.of(want), Bn254Values.of(have));
    }

    private long[] multiple(JacobianCurve curve, long[] affine, BigInteger k) {
        long[] point = new long[curve.jacobianLimbs()];
        curve.fromAffine(affine, 0, point, 0);
        curve.mul(point, 0, limbs(k), point, 0);
        long[] out = new long[curve.affineLimbs()];
        curve.toAffine(point, 0, out, 0);
        return out;
    }

    private long[] sum(JacobianCurve curve, long[] p, long[] q) {
        long[] a = new long[curve.jacobianLimbs()];
        long[] b = new long[curve.jacobianLimbs()];
        curve.fromAffine(p, 0, a, 0);
        curve.fromAffine(q, 0, b, 0);
        // Another representative of the same point.
        curve.dbl(b, 0, b, 0);
        long[] negative = q.clone();
        curve.negate(negative, 0);
        curve.addMixed(b, 0, negative, 0, b, 0);
        curve.add(a, 0, b, 0, b, 0);
        curve.addMixed(a, 0, q, 0, a, 0);
        long[] out = new long[curve.affineLimbs()];
        long[] other = new long[curve.affineLimbs()];
        curve.toAffine(a, 0, out, 0);
        curve.toAffine(b, 0, other, 0);
        assertSame(out, other);
        return out;
    }

    private void laws(JacobianCurve curve, long[] generator) {
        long[] infinity = new long[curve.affineLimbs()];
        assertTrue(curve.contains(generator, 0));
        assertSame(infinity, multiple(curve, generator, R));
        assertSame(infinity, multiple(curve, generator, BigInteger.ZERO));
        assertSame(generator, multiple(curve, generator, R.add(BigInteger.ONE)));
        for (int i = 0; i < 20; i++) {
            BigInteger a = new BigInteger(256, random);
            BigInteger b = i < 10 ? BigInteger.valueOf(i) : new BigInteger(256, random);
            long[] pa = multiple(curve, generator, a);
            long[] pb = multiple(curve, generator, b);
            assertTrue(curve.contains(pa, 0));
            assertSame(multiple(curve, generator, a.add(b).mod(R)), sum(curve, pa, pb));
            assertSame(sum(curve, pb, pa), sum(curve, pa, pb));
            assertSame(multiple(curve, generator, a.shiftLeft(1).mod(R)), sum(curve, pa, pa));
            assertSame(pa, sum(curve, pa, infinity));
            assertSame(pa, sum(curve, infinity, pa));
            long[] negative = pa.clone();
            curve.negate(negative, 0);
            assertSame(infinity, sum(curve, pa, negative));
        }
    }

    @Test
    void g1_is_a_group() {
        long[] generator = new long[Bn254G1.LIMBS];
        g1.generator(generator, 0);
        laws(g1.curve(), generator);
    }

    @Test
    void g2_is_a_group() {
        long[] generator = new long[Bn254G2.LIMBS];
        g2.generator(generator, 0);
        laws(g2.curve(), generator);
    }

    @Test
    void small_multiples_are_repeated_sums() {
        long[] generator = new long[Bn254G1.LIMBS];
        g1.generator(generator, 0);
        long[] sum = new long[Bn254G1.LIMBS];
        for (int k = 0; k < 200; k++) {
            assertSame(sum, multiple(g1.curve(), generator, BigInteger.valueOf(k)));
            g1.add(sum, 0, generator, 0, sum, 0);
        }
    }

    @Test
    void the_group_check_of_g2_agrees_with_multiplication_by_the_order() {
        int members = 0;
        for (int i = 0; i < 40; i++) {
            long[] point = TwistPoints.random(g2, random);
            assertTrue(g2.curve().contains(point, 0));
            BigInteger cofactor = Bn254.BASE.prime().shiftLeft(1).subtract(R);
            long[] cleared = multiple(g2.curve(), point, cofactor);
            assertTrue(g2.isInGroup(cleared, 0), "cleared of the cofactor");
            long[] infinity = new long[Bn254G2.LIMBS];
            boolean member = java.util.Arrays.equals(infinity, multiple(g2.curve(), point, R));
            assertEquals(member, g2.isInGroup(point, 0));
            members += member ? 1 : 0;
            byte[] bytes = new byte[128];
            g2.encode(point, 0, bytes, 0);
            assertEquals(member, g2.decode(bytes, 0, point, 0));
        }
        assertEquals(0, members, "a random point of the twist lies in the group");
    }

    /** Orders of Q with f(ψ)Q = 0 divide the gcd of a resultant and the twist's order: it is r. */
    @Test
    void the_group_check_of_g2_is_sufficient() {
        BigInteger p = Bn254.BASE.prime();
        BigInteger u = BigInteger.valueOf(Bn254.U);
        BigInteger trace = u.multiply(u).multiply(BigInteger.valueOf(6)).add(BigInteger.ONE);
        assertEquals(R, p.add(BigInteger.ONE).subtract(trace));
        // f mod (X² − tX + p) = c1·X + c0, by X² = tX − p and X³ = (t² − p)X − tp.
        BigInteger two = u.shiftLeft(1);
        BigInteger c1 =
                two.multiply(trace.multiply(trace).subtract(p))
                        .subtract(u.multiply(trace))
                        .subtract(u);
        BigInteger c0 =
                two.multiply(trace.multiply(p))
                        .negate()
                        .add(u.multiply(p))
                        .subtract(u)
                        .subtract(BigInteger.ONE);
        // The resultant of a linear and a monic quadratic polynomial.
        BigInteger resultant =
                c0.multiply(c0)
                        .add(c0.multiply(c1).multiply(trace))
                        .add(c1.multiply(c1).multiply(p));
        BigInteger order = R.multiply(p.subtract(BigInteger.ONE).add(trace));
        assertEquals(R, resultant.abs().gcd(order));
    }

    @Test
    void halves_of_a_scalar_make_it_up_again_and_are_short() {
        BigInteger lambda =
                BigInteger.valueOf(36)
                        .multiply(BigInteger.valueOf(Bn254.U).pow(3))
                        .add(BigInteger.valueOf(18).multiply(BigInteger.valueOf(Bn254.U).pow(2)))
                        .add(BigInteger.valueOf(6).multiply(BigInteger.valueOf(Bn254.U)))
                        .add(BigInteger.ONE);
        long[] k1 = new long[Bn254Endomorphism.HALF_LIMBS];
        long[] k2 = new long[Bn254Endomorphism.HALF_LIMBS];
        for (BigInteger k : scalars()) {
            boolean subtract = Bn254Endomorphism.split(limbs(k), k1, k2);
            BigInteger first = number(k1);
            BigInteger second = subtract ? number(k2).negate() : number(k2);
            assertEquals(k.mod(R), first.add(lambda.multiply(second)).mod(R), "k " + k);
            assertTrue(first.bitLength() <= 128, "k1 " + first);
            assertTrue(second.bitLength() <= 128, "k2 " + second);
        }
    }

    @Test
    void multiples_by_halves_are_those_by_the_whole() {
        long[] generator = new long[Bn254G1.LIMBS];
        g1.generator(generator, 0);
        long[] out = new long[Bn254G1.LIMBS];
        for (BigInteger k : scalars()) {
            long[] point = multiple(g1.curve(), generator, new BigInteger(100, random));
            g1.mul(point, 0, limbs(k), out, 0);
            assertSame(multiple(g1.curve(), point, k), out);
            g1.mul(point, 0, limbs(k), point, 0);
            assertSame(point, out);
        }
        long[] infinity = new long[Bn254G1.LIMBS];
        g1.mul(infinity, 0, limbs(BigInteger.TEN), out, 0);
        assertSame(infinity, out);
    }

    /** Any number of 256 bits: small ones, multiples of the order, and random ones. */
    private java.util.List<BigInteger> scalars() {
        java.util.List<BigInteger> scalars = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            scalars.add(BigInteger.valueOf(i));
            scalars.add(R.subtract(BigInteger.valueOf(i)));
            scalars.add(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(i + 1)));
            scalars.add(new BigInteger(256, random));
            scalars.add(BigInteger.ONE.shiftLeft(6 * i));
        }
        for (int i = 1; i < 6; i++) {
            scalars.add(R.multiply(BigInteger.valueOf(i)).min(BigInteger.ONE.shiftLeft(255)));
        }
        return scalars;
    }

    private static BigInteger number(long[] limbs) {
        BigInteger number = BigInteger.ZERO;
        for (int i = limbs.length - 1; i >= 0; i--) {
            number = number.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(limbs[i])));
        }
        return number;
    }

    @Test
    void encodings_are_canonical_and_on_the_curve() {
        byte[] bytes = new byte[64];
        long[] point = new long[Bn254G1.LIMBS];
        assertTrue(g1.decode(bytes, 0, point, 0));
        assertTrue(g1.curve().isInfinity(point, 0));
        g1.generator(point, 0);
        g1.encode(point, 0, bytes, 0);
        assertEquals(1, bytes[31]);
        assertEquals(2, bytes[63]);
        assertTrue(g1.decode(bytes, 0, point, 0));
        bytes[63] = 3;
        assertFalse(g1.decode(bytes, 0, point, 0));
        bytes[63] = 2;
        byte[] p = Bn254.BASE.prime().add(BigInteger.ONE).toByteArray();
        System.arraycopy(p, 0, bytes, 0, 32);
        assertFalse(g1.decode(bytes, 0, point, 0), "x = p + 1 is 1, but not so written");
    }
}
