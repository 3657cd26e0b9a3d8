package io.kaizen.zk.bls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maps land in the groups, also at their exceptions; the pairing is bilinear. */
class BlsTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final BigInteger P = BlsCurves.F.prime();

    private final Random random = new Random(SEED);

    @BeforeEach
    void printSeed() {
        System.out.println("BlsTest -Dkaizen.seed=" + SEED);
    }

    private static byte[] padded(BigInteger value, int bytes) {
        byte[] out = new byte[bytes];
        byte[] raw = value.toByteArray();
        int length = Math.min(raw.length, bytes);
        System.arraycopy(raw, raw.length - length, out, bytes - length, length);
        return out;
    }

    private static byte[] join(byte[] left, byte[] right) {
        byte[] out = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, out, left.length, right.length);
        return out;
    }

    private static byte[] g1(BigInteger u) {
        byte[] point = BlsMap.toG1(padded(u, 64), 0);
        assertNotNull(point);
        assertNotNull(BlsG1.decodeInGroup(point, 0), "u = " + u);
        return point;
    }

    private static byte[] g2(BigInteger c0, BigInteger c1) {
        byte[] point = BlsMap.toG2(join(padded(c0, 64), padded(c1, 64)), 0);
        assertNotNull(point);
        assertNotNull(BlsG2.decodeInGroup(point, 0), "u = " + c0 + " + i·" + c1);
        return point;
    }

    private static BigInteger root(BigInteger square) {
        return square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
    }

    @Test
    void maps_land_in_the_groups() {
        for (int i = 0; i < 50; i++) {
            BigInteger u = new BigInteger(400, random).mod(P);
            BigInteger v = new BigInteger(400, random).mod(P);
            byte[] point = g1(u);
            byte[] negative = g1(P.subtract(u));
            assertArrayEquals(new byte[BlsG1.BYTES], BlsG1.add(join(point, negative), 0));
            g2(u, v);
            g2(u, BigInteger.ZERO);
            g2(BigInteger.ZERO, v);
            g2(BigInteger.valueOf(i), BigInteger.ZERO);
            g2(BigInteger.ZERO, BigInteger.valueOf(i));
            g1(BigInteger.valueOf(i));
        }
    }

    /** Z²u⁴ + Z·u² is zero for u = 0 and for u² = −1/Z. */
    @Test
    void maps_hold_where_the_first_candidate_divides_by_zero() {
        BigInteger square = BigInteger.valueOf(-11).modInverse(P);
        BigInteger u = root(square);
        assertEquals(square, u.multiply(u).mod(P));
        g1(u);
        g1(P.subtract(u));
        // −1/Z = 1/(2 + i) = (2 − i)/5; a root by the norm 1/5.
        BigInteger fifth = BigInteger.valueOf(5).modInverse(P);
        BigInteger a = fifth.shiftLeft(1).mod(P);
        BigInteger norm = root(fifth);
        if (norm.multiply(norm).mod(P).equals(fifth)) {
            BigInteger half = BigInteger.TWO.modInverse(P);
            BigInteger c = a.add(norm).multiply(half).mod(P);
            BigInteger y = root(c);
            if (!y.multiply(y).mod(P).equals(c)) {
                y = root(a.subtract(norm).multiply(half).mod(P));
            }
            g2(y, fifth.negate().multiply(half).multiply(y.modInverse(P)).mod(P));
        }
    }

    @Test
    void the_pairing_is_bilinear() {
        byte[] p = g1(BigInteger.valueOf(7));
        byte[] q = g2(BigInteger.valueOf(8), BigInteger.valueOf(9));
        for (int i = 0; i < 5; i++) {
            BigInteger a = new BigInteger(256, random);
            BigInteger b = new BigInteger(256, random);
            byte[] left = BlsG1.multiExponentiate(join(p, padded(a, 32)), 0, 1);
            byte[] right = BlsG2.multiExponentiate(join(q, padded(b, 32)), 0, 1);
            BigInteger opposite = a.multiply(b).negate().mod(BlsCurves.R);
            byte[] back = BlsG1.multiExponentiate(join(p, padded(opposite, 32)), 0, 1);
            assertNotNull(left);
            assertNotNull(right);
            assertNotNull(back);
            byte[] pairs = join(join(left, right), join(back, q));
            assertEquals(BlsPairing.Verdict.ONE, BlsPairing.judge(pairs, 0, 2));
            assertEquals(BlsPairing.Verdict.NOT_ONE, BlsPairing.judge(pairs, 0, 1));
        }
        byte[] neutral = join(new byte[BlsG1.BYTES], q);
        assertEquals(BlsPairing.Verdict.ONE, BlsPairing.judge(neutral, 0, 1));
        // A point of the curve outside the group, and one off the curve.
        byte[] outside = join(padded(BigInteger.ZERO, 64), padded(BigInteger.TWO, 64));
        // Its order is 3: twice it is its negative. blst cannot read it.
        byte[] twice = BlsG1.add(join(outside, outside), 0);
        byte[] negative = join(padded(BigInteger.ZERO, 64), padded(P.subtract(BigInteger.TWO), 64));
        assertArrayEquals(negative, twice);
        assertEquals(BlsPairing.Verdict.INVALID, BlsPairing.judge(join(outside, q), 0, 1));
        outside[127]++;
        assertEquals(BlsPairing.Verdict.INVALID, BlsPairing.judge(join(outside, q), 0, 1));
    }

    @Test
    void sums_of_many_terms_are_sums_of_each() {
        int count = 10;
        byte[] terms = new byte[0];
        byte[] sum = new byte[BlsG2.BYTES];
        for (int i = 0; i < count; i++) {
            byte[] point = g2(BigInteger.valueOf(i), BigInteger.ONE);
            byte[] term = join(point, padded(new BigInteger(256, random), 32));
            byte[] product = BlsG2.multiExponentiate(term, 0, 1);
            assertNotNull(product);
            sum = BlsG2.add(join(sum, product), 0);
            assertNotNull(sum);
            terms = join(terms, term);
        }
        assertArrayEquals(sum, BlsG2.multiExponentiate(terms, 0, count));
    }

    private interface Multiply {
        byte @Nullable [] sum(byte[] terms, int count);
    }

    /** Terms with points at infinity, equal and opposite ones, and any number of 256 bits. */
    private byte[] terms(int count, int pointBytes, Supplier<byte[]> point) {
        byte[] terms = new byte[count * (pointBytes + 32)];
        byte[] last = point.get();
        for (int i = 0; i < count; i++) {
            int at = i * (pointBytes + 32);
            switch (random.nextInt(6)) {
                case 0 -> last = new byte[pointBytes];
                case 1 -> {}
                default -> last = point.get();
            }
            System.arraycopy(last, 0, terms, at, pointBytes);
            byte[] scalar = new byte[32];
            switch (random.nextInt(6)) {
                case 0 -> {}
                case 1 -> Arrays.fill(scalar, (byte) -1);
                case 2 -> scalar = padded(BlsCurves.R, 32);
                default -> random.nextBytes(scalar);
            }
            System.arraycopy(scalar, 0, terms, at + pointBytes, 32);
        }
        return terms;
    }

    private static void sumsAgree(int count, byte[] terms, Multiply all, Multiply oneByOne) {
        assertArrayEquals(oneByOne.sum(terms, count), all.sum(terms, count), count + " terms");
    }

    private byte[] anyG1() {
        return g1(new BigInteger(400, random).mod(P));
    }

    private byte[] anyG2() {
        return g2(new BigInteger(400, random).mod(P), new BigInteger(400, random).mod(P));
    }

    @Test
    void native_sums_of_multiples_are_those_one_by_one() {
        for (int count : new int[] {1, 2, 3, 4, 5, 8, 17, 40, 130}) {
            sumsAgree(
                    count,
                    terms(count, BlsG1.BYTES, this::anyG1),
                    (in, n) -> BlsG1.multiExponentiate(in, 0, n),
                    (in, n) -> BlsG1.oneByOne(in, 0, n));
            sumsAgree(
                    count,
                    terms(count, BlsG2.BYTES, this::anyG2),
                    (in, n) -> BlsG2.multiExponentiate(in, 0, n),
                    (in, n) -> BlsG2.oneByOne(in, 0, n));
        }
    }

    @Test
    void opposite_terms_cancel_in_a_native_sum() {
        byte[] point = g1(BigInteger.TEN);
        byte[] one = padded(BigInteger.ONE, 32);
        byte[] minusOne = padded(BlsCurves.R.subtract(BigInteger.ONE), 32);
        byte[] none = new byte[32];
        byte[] terms = join(join(join(point, one), join(point, minusOne)), join(point, none));
        assertArrayEquals(new byte[BlsG1.BYTES], BlsG1.multiExponentiate(terms, 0, 3));
        byte[] infinity = new byte[4 * BlsG1.TERM_BYTES];
        assertArrayEquals(new byte[BlsG1.BYTES], BlsG1.multiExponentiate(infinity, 0, 4));
    }

    /** (0, 2) is on the curve, of order 3. */
    @Test
    void a_native_sum_takes_no_point_outside_the_group() {
        byte[] stray = join(new byte[64], padded(BigInteger.TWO, 64));
        byte[] one = padded(BigInteger.ONE, 32);
        byte[] good = join(g1(BigInteger.TEN), one);
        byte[] terms = join(join(good, good), join(stray, one));
        assertNull(BlsG1.multiExponentiate(terms, 0, 3));
        assertNull(BlsG1.oneByOne(terms, 0, 3));
        assertNotNull(BlsG1.multiExponentiate(join(join(good, good), good), 0, 3));
    }
}
