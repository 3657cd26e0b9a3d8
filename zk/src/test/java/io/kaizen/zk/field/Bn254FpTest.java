package io.kaizen.zk.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every operation against BigInteger, on random numbers, on the edges, and at the loosest. */
class Bn254FpTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int N = Bn254Fp.LIMBS;
    private static final Bn254Fp F = Bn254Fp.INSTANCE;
    private static final BigInteger P = F.prime();
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(53 * N);
    private static final BigInteger RADIX_INVERSE = RADIX.modInverse(P);

    private final Random random = new Random(SEED);

    Bn254FpTest() {
        System.out.println("Bn254FpTest -Dkaizen.seed=" + SEED);
    }

    private List<BigInteger> numbers(int count) {
        List<BigInteger> numbers = new ArrayList<>();
        for (int bit = 0; bit < P.bitLength(); bit += 29) {
            for (int d = -1; d <= 1; d++) {
                BigInteger near = BigInteger.ONE.shiftLeft(bit).add(BigInteger.valueOf(d));
                numbers.add(near.mod(P));
                numbers.add(near.negate().mod(P));
                numbers.add(near.multiply(RADIX_INVERSE).mod(P));
                numbers.add(near.negate().multiply(RADIX_INVERSE).mod(P));
            }
        }
        for (int i = 0; i < count; i++) {
            numbers.add(new BigInteger(320, random).mod(P));
        }
        return numbers;
    }

    private static long[] of(BigInteger value) {
        long[] element = new long[N];
        F.set(value, element, 0);
        return element;
    }

    /** What the limbs add up to. */
    private static BigInteger sum(long[] limbs, int at) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = N - 1; i >= 0; i--) {
            sum = sum.shiftLeft(53).add(BigInteger.valueOf(limbs[at + i]));
        }
        return sum;
    }

    private static void assertTight(long[] element, int at) {
        for (int i = 0; i < N - 1; i++) {
            assertEquals(0, element[at + i] >> 53, "limb " + i);
        }
        BigInteger value = sum(element, at);
        assertTrue(value.compareTo(P.negate()) > 0 && value.compareTo(P.shiftLeft(1)) < 0);
    }

    @Test
    void operations_are_those_of_integers_and_tight() {
        List<BigInteger> numbers = numbers(100);
        long[] out = new long[N];
        for (BigInteger x : numbers) {
            long[] a = of(x);
            for (BigInteger y : numbers) {
                long[] b = of(y);
                F.mul(a, 0, b, 0, out, 0);
                assertTight(out, 0);
                assertEquals(x.multiply(y).mod(P), F.get(out, 0));
                F.add(a, 0, b, 0, out, 0);
                assertTight(out, 0);
                assertEquals(x.add(y).mod(P), F.get(out, 0));
                F.sub(a, 0, b, 0, out, 0);
                assertTight(out, 0);
                assertEquals(x.subtract(y).mod(P), F.get(out, 0));
                assertEquals(x.equals(y), F.isZero(out, 0));
                assertEquals(x.equals(y), F.equal(a, 0, b, 0));
            }
            F.sqr(a, 0, out, 0);
            assertTight(out, 0);
            assertEquals(x.multiply(x).mod(P), F.get(out, 0));
            F.neg(a, 0, out, 0);
            assertEquals(x.negate().mod(P), F.get(out, 0));
            F.invert(a, 0, out, 0);
            BigInteger inverse = x.signum() == 0 ? x : x.modInverse(P);
            assertEquals(inverse, F.get(out, 0));
        }
    }

    /** Limbs at their bound, either way, and the number as far from zero as it may be. */
    private long[] loosest() {
        long[] limbs = new long[N];
        long most = (long) Bn254Fp.LOOSE_UNITS << 53;
        for (int i = 0; i < N - 1; i++) {
            limbs[i] =
                    switch (random.nextInt(4)) {
                        case 0 -> most;
                        case 1 -> -most;
                        case 2 -> random.nextLong() % most;
                        default -> 0;
                    };
        }
        long top = 30 * Bn254Kernels.P4;
        limbs[N - 1] =
                switch (random.nextInt(3)) {
                    case 0 -> top;
                    case 1 -> -top;
                    default -> random.nextLong() % top;
                };
        return limbs;
    }

    @Test
    void products_of_the_loosest_factors_are_right_and_tight() {
        long[] out = new long[N];
        for (int i = 0; i < 20_000; i++) {
            long[] a = loosest();
            long[] b = loosest();
            BigInteger x = sum(a, 0);
            BigInteger y = sum(b, 0);
            F.mul(a, 0, b, 0, out, 0);
            assertTight(out, 0);
            assertEquals(
                    x.multiply(y).multiply(RADIX_INVERSE).mod(P), sum(out, 0).mod(P), "product");
            F.sqr(a, 0, out, 0);
            assertTight(out, 0);
            assertEquals(
                    x.multiply(x).multiply(RADIX_INVERSE).mod(P), sum(out, 0).mod(P), "square");
            F.tighten(a, 0, out, 0);
            assertTight(out, 0);
            assertEquals(x.mod(P), sum(out, 0).mod(P));
            assertTrue(F.equal(a, 0, out, 0));
        }
    }

    @Test
    void complex_products_of_the_loosest_factors_are_right_and_tight() {
        long[] a = new long[2 * N];
        long[] b = new long[2 * N];
        long[] out = new long[2 * N];
        for (int i = 0; i < 20_000; i++) {
            for (int part = 0; part < 2; part++) {
                System.arraycopy(loosest(), 0, a, part * N, N);
                System.arraycopy(loosest(), 0, b, part * N, N);
            }
            BigInteger x = sum(a, 0);
            BigInteger z = sum(a, N);
            BigInteger y = sum(b, 0);
            BigInteger w = sum(b, N);
            F.mulComplex(a, 0, b, 0, out, 0);
            assertTight(out, 0);
            assertTight(out, N);
            assertEquals(
                    x.multiply(y).subtract(z.multiply(w)).multiply(RADIX_INVERSE).mod(P),
                    sum(out, 0).mod(P));
            assertEquals(
                    x.multiply(w).add(y.multiply(z)).multiply(RADIX_INVERSE).mod(P),
                    sum(out, N).mod(P));
        }
    }

    @Test
    void multiples_of_the_prime_are_zero_in_any_limbs_and_neighbours_are_not() {
        long[] p = {
            Bn254Kernels.P0, Bn254Kernels.P1, Bn254Kernels.P2, Bn254Kernels.P3, Bn254Kernels.P4
        };
        for (int k = -20; k <= 20; k++) {
            long[] multiple = new long[N];
            for (int i = 0; i < N; i++) {
                multiple[i] += k * p[i];
                if (i < N - 1) {
                    int spill = random.nextInt(7) - 3;
                    multiple[i] += (long) spill << 53;
                    multiple[i + 1] -= spill;
                }
            }
            assertEquals(P.multiply(BigInteger.valueOf(k)), sum(multiple, 0));
            assertTrue(F.isZero(multiple, 0), "times " + k);
            for (int i = 0; i < N; i++) {
                multiple[i]++;
                assertFalse(F.isZero(multiple, 0), "times " + k + " and a bit");
                multiple[i]--;
            }
        }
    }

    @Test
    void an_output_may_be_an_input() {
        for (BigInteger x : numbers(20)) {
            long[] a = of(x);
            F.mul(a, 0, a, 0, a, 0);
            F.sqr(a, 0, a, 0);
            assertEquals(x.pow(4).mod(P), F.get(a, 0));
            F.sub(a, 0, a, 0, a, 0);
            assertTrue(F.isZero(a, 0));
        }
    }

    @Test
    void only_numbers_below_the_prime_are_read() {
        long[] out = new long[N];
        for (int d = -2; d <= 2; d++) {
            byte[] bytes = bytes(P.add(BigInteger.valueOf(d)));
            assertEquals(d < 0, F.decode(bytes, 0, out, 0), "p + " + d);
        }
        assertFalse(F.decode(bytes(BigInteger.TWO.pow(256).subtract(BigInteger.ONE)), 0, out, 0));
        for (BigInteger x : numbers(50)) {
            byte[] again = new byte[Bn254Fp.BYTES];
            assertTrue(F.decode(bytes(x), 0, out, 0));
            F.encode(out, 0, again, 0);
            assertEquals(x, new BigInteger(1, again));
            // The same number in other limbs is written alike.
            F.neg(out, 0, out, 0);
            F.neg(out, 0, out, 0);
            F.encode(out, 0, again, 0);
            assertEquals(x, new BigInteger(1, again));
        }
    }

    private static byte[] bytes(BigInteger value) {
        byte[] bytes = new byte[Bn254Fp.BYTES];
        byte[] raw = value.toByteArray();
        int length = Math.min(raw.length, bytes.length);
        System.arraycopy(raw, raw.length - length, bytes, bytes.length - length, length);
        return bytes;
    }
}
