package io.kaizen.zk.curve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.zk.field.Fp2;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Group laws, membership and encodings of both groups. */
class Bn254GroupTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final BigInteger R = Bn254.SCALAR.prime();

    private final Random random = new Random(SEED);
    private final Fp2 f2 = Bn254.quadratic();
    private final Bn254G1 g1 = new Bn254G1();
    private final Bn254G2 g2 = new Bn254G2(f2);

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
        assertArrayEquals(out, other);
        return out;
    }

    private void laws(JacobianCurve curve, long[] generator) {
        long[] infinity = new long[curve.affineLimbs()];
        assertTrue(curve.contains(generator, 0));
        assertArrayEquals(infinity, multiple(curve, generator, R));
        assertArrayEquals(infinity, multiple(curve, generator, BigInteger.ZERO));
        assertArrayEquals(generator, multiple(curve, generator, R.add(BigInteger.ONE)));
        for (int i = 0; i < 20; i++) {
            BigInteger a = new BigInteger(256, random);
            BigInteger b = i < 10 ? BigInteger.valueOf(i) : new BigInteger(256, random);
            long[] pa = multiple(curve, generator, a);
            long[] pb = multiple(curve, generator, b);
            assertTrue(curve.contains(pa, 0));
            assertArrayEquals(multiple(curve, generator, a.add(b).mod(R)), sum(curve, pa, pb));
            assertArrayEquals(sum(curve, pb, pa), sum(curve, pa, pb));
            assertArrayEquals(
                    multiple(curve, generator, a.shiftLeft(1).mod(R)), sum(curve, pa, pa));
            assertArrayEquals(pa, sum(curve, pa, infinity));
            assertArrayEquals(pa, sum(curve, infinity, pa));
            long[] negative = pa.clone();
            curve.negate(negative, 0);
            assertArrayEquals(infinity, sum(curve, pa, negative));
        }
    }

    @Test
    void g1_is_a_group() {
        long[] generator = new long[8];
        g1.generator(generator, 0);
        laws(g1.curve(), generator);
    }

    @Test
    void g2_is_a_group() {
        long[] generator = new long[16];
        g2.generator(generator, 0);
        laws(g2.curve(), generator);
    }

    @Test
    void small_multiples_are_repeated_sums() {
        long[] generator = new long[8];
        g1.generator(generator, 0);
        long[] sum = new long[8];
        for (int k = 0; k < 200; k++) {
            assertArrayEquals(
                    sum, multiple(g1.curve(), generator, BigInteger.valueOf(k)), "k " + k);
            g1.add(sum, 0, generator, 0, sum, 0);
        }
    }

    @Test
    void the_group_check_of_g2_agrees_with_multiplication_by_the_order() {
        int members = 0;
        for (int i = 0; i < 40; i++) {
            long[] point = twistPoint();
            assertTrue(g2.curve().contains(point, 0));
            BigInteger cofactor = Bn254.BASE.prime().shiftLeft(1).subtract(R);
            long[] cleared = multiple(g2.curve(), point, cofactor);
            assertTrue(g2.isInGroup(cleared, 0), "cleared of the cofactor");
            long[] infinity = new long[16];
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

    /** A point of the twist by trial, which is in the group with probability 2^-254. */
    private long[] twistPoint() {
        BigInteger p = Bn254.BASE.prime();
        long[] point = new long[16];
        long[] b = new long[16];
        long[] generator = new long[16];
        g2.generator(generator, 0);
        // b = y² − x³ at the generator.
        f2.sqr(generator, 8, b, 0);
        f2.sqr(generator, 0, b, 8);
        f2.mul(b, 8, generator, 0, b, 8);
        f2.sub(b, 0, b, 8, b, 0);
        while (true) {
            f2.set(new BigInteger(300, random), new BigInteger(300, random), point, 0);
            f2.sqr(point, 0, b, 8);
            f2.mul(b, 8, point, 0, b, 8);
            f2.add(b, 8, b, 0, b, 8);
            BigInteger a0 = Bn254.BASE.get(b, 8);
            BigInteger a1 = Bn254.BASE.get(b, 12);
            BigInteger norm = root(a0.multiply(a0).add(a1.multiply(a1)).mod(p));
            if (norm == null) {
                continue;
            }
            BigInteger half = BigInteger.TWO.modInverse(p);
            BigInteger y0 = root(a0.add(norm).multiply(half).mod(p));
            if (y0 == null) {
                y0 = root(a0.subtract(norm).multiply(half).mod(p));
            }
            if (y0 == null) {
                continue;
            }
            f2.set(y0, a1.multiply(half).multiply(y0.modInverse(p)).mod(p), point, 8);
            return point;
        }
    }

    private static @org.jspecify.annotations.Nullable BigInteger root(BigInteger a) {
        BigInteger p = Bn254.BASE.prime();
        BigInteger root = a.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        return root.multiply(root).mod(p).equals(a) ? root : null;
    }

    @Test
    void encodings_are_canonical_and_on_the_curve() {
        byte[] bytes = new byte[64];
        long[] point = new long[8];
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
