package io.kaizen.zk.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against BigInteger, on random numbers, on the edges, and at the loosest. */
class UnsaturatedFieldTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int N = UnsaturatedField.LIMBS;
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(53 * N);

    private final Random random = new Random(SEED);

    UnsaturatedFieldTest() {
        System.out.println("UnsaturatedFieldTest -Dkaizen.seed=" + SEED);
    }

    static Stream<UnsaturatedField> fields() {
        return Stream.of(Bn254Fp.INSTANCE, P256Fp.INSTANCE);
    }

    private List<BigInteger> numbers(UnsaturatedField f, int count) {
        BigInteger p = f.prime();
        BigInteger inverse = RADIX.modInverse(p);
        List<BigInteger> numbers = new ArrayList<>();
        for (int bit = 0; bit < p.bitLength(); bit += 29) {
            for (int d = -1; d <= 1; d++) {
                BigInteger near = BigInteger.ONE.shiftLeft(bit).add(BigInteger.valueOf(d));
                numbers.add(near.mod(p));
                numbers.add(near.negate().mod(p));
                numbers.add(near.multiply(inverse).mod(p));
                numbers.add(near.negate().multiply(inverse).mod(p));
            }
        }
        for (int i = 0; i < count; i++) {
            numbers.add(new BigInteger(320, random).mod(p));
        }
        return numbers;
    }

    private static long[] of(UnsaturatedField f, BigInteger value) {
        long[] element = new long[N];
        f.set(value, element, 0);
        return element;
    }

    private static long limb(BigInteger number, int i) {
        return number.shiftRight(53 * i).longValue() & UnsaturatedField.MASK;
    }

    /** What the limbs add up to. */
    private static BigInteger sum(long[] limbs, int at) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = N - 1; i >= 0; i--) {
            sum = sum.shiftLeft(53).add(BigInteger.valueOf(limbs[at + i]));
        }
        return sum;
    }

    private static void assertTight(UnsaturatedField f, long[] element, int at) {
        BigInteger p = f.prime();
        for (int i = 0; i < N - 1; i++) {
            assertEquals(0, element[at + i] >> 53, "limb " + i);
        }
        BigInteger value = sum(element, at);
        assertTrue(value.compareTo(p.negate()) > 0 && value.compareTo(p.shiftLeft(1)) < 0);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void operations_are_those_of_integers_and_tight(UnsaturatedField f) {
        BigInteger p = f.prime();
        List<BigInteger> numbers = numbers(f, 100);
        long[] out = new long[N];
        for (BigInteger x : numbers) {
            long[] a = of(f, x);
            for (BigInteger y : numbers) {
                long[] b = of(f, y);
                f.mul(a, 0, b, 0, out, 0);
                assertTight(f, out, 0);
                assertEquals(x.multiply(y).mod(p), f.get(out, 0));
                f.add(a, 0, b, 0, out, 0);
                assertTight(f, out, 0);
                assertEquals(x.add(y).mod(p), f.get(out, 0));
                f.sub(a, 0, b, 0, out, 0);
                assertTight(f, out, 0);
                assertEquals(x.subtract(y).mod(p), f.get(out, 0));
                assertEquals(x.equals(y), f.isZero(out, 0));
                assertEquals(x.equals(y), f.equal(a, 0, b, 0));
            }
            f.sqr(a, 0, out, 0);
            assertTight(f, out, 0);
            assertEquals(x.multiply(x).mod(p), f.get(out, 0));
            f.neg(a, 0, out, 0);
            assertEquals(x.negate().mod(p), f.get(out, 0));
            f.invert(a, 0, out, 0);
            BigInteger inverse = x.signum() == 0 ? x : x.modInverse(p);
            assertEquals(inverse, f.get(out, 0));
        }
    }

    /** Limbs at their bound, either way, and the number as far from zero as it may be. */
    private long[] loosest(UnsaturatedField f) {
        long[] limbs = new long[N];
        long most = (long) UnsaturatedField.LOOSE_UNITS << 53;
        for (int i = 0; i < N - 1; i++) {
            limbs[i] =
                    switch (random.nextInt(4)) {
                        case 0 -> most;
                        case 1 -> -most;
                        case 2 -> random.nextLong() % most;
                        default -> 0;
                    };
        }
        long top = f.topMax() - 1;
        limbs[N - 1] =
                switch (random.nextInt(3)) {
                    case 0 -> top;
                    case 1 -> -top;
                    default -> random.nextLong() % top;
                };
        return limbs;
    }

    @ParameterizedTest
    @MethodSource("fields")
    void products_of_the_loosest_factors_are_right_and_tight(UnsaturatedField f) {
        BigInteger p = f.prime();
        BigInteger inverse = RADIX.modInverse(p);
        long[] out = new long[N];
        for (int i = 0; i < 20_000; i++) {
            long[] a = loosest(f);
            long[] b = loosest(f);
            BigInteger x = sum(a, 0);
            BigInteger y = sum(b, 0);
            f.mul(a, 0, b, 0, out, 0);
            assertTight(f, out, 0);
            assertEquals(x.multiply(y).multiply(inverse).mod(p), sum(out, 0).mod(p), "product");
            f.sqr(a, 0, out, 0);
            assertTight(f, out, 0);
            assertEquals(x.multiply(x).multiply(inverse).mod(p), sum(out, 0).mod(p), "square");
            f.tighten(a, 0, out, 0);
            assertTight(f, out, 0);
            assertEquals(x.mod(p), sum(out, 0).mod(p));
            assertTrue(f.equal(a, 0, out, 0));
        }
    }

    @Test
    void complex_products_of_the_loosest_factors_are_right_and_tight() {
        Bn254Fp f = Bn254Fp.INSTANCE;
        BigInteger p = f.prime();
        BigInteger inverse = RADIX.modInverse(p);
        long[] a = new long[2 * N];
        long[] b = new long[2 * N];
        long[] out = new long[2 * N];
        for (int i = 0; i < 20_000; i++) {
            for (int part = 0; part < 2; part++) {
                System.arraycopy(loosest(f), 0, a, part * N, N);
                System.arraycopy(loosest(f), 0, b, part * N, N);
            }
            BigInteger x = sum(a, 0);
            BigInteger z = sum(a, N);
            BigInteger y = sum(b, 0);
            BigInteger w = sum(b, N);
            f.mulComplex(a, 0, b, 0, out, 0);
            assertTight(f, out, 0);
            assertTight(f, out, N);
            assertEquals(
                    x.multiply(y).subtract(z.multiply(w)).multiply(inverse).mod(p),
                    sum(out, 0).mod(p));
            assertEquals(
                    x.multiply(w).add(y.multiply(z)).multiply(inverse).mod(p), sum(out, N).mod(p));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void multiples_of_the_prime_are_zero_in_any_limbs_and_neighbours_are_not(UnsaturatedField f) {
        BigInteger p = f.prime();
        for (int k = -20; k <= 20; k++) {
            long[] multiple = new long[N];
            for (int i = 0; i < N; i++) {
                multiple[i] += k * limb(p, i);
                if (i < N - 1) {
                    int spill = random.nextInt(7) - 3;
                    multiple[i] += (long) spill << 53;
                    multiple[i + 1] -= spill;
                }
            }
            assertEquals(p.multiply(BigInteger.valueOf(k)), sum(multiple, 0));
            assertTrue(f.isZero(multiple, 0), "times " + k);
            for (int i = 0; i < N; i++) {
                multiple[i]++;
                assertFalse(f.isZero(multiple, 0), "times " + k + " and a bit");
                multiple[i]--;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void an_output_may_be_an_input(UnsaturatedField f) {
        BigInteger p = f.prime();
        for (BigInteger x : numbers(f, 20)) {
            long[] a = of(f, x);
            f.mul(a, 0, a, 0, a, 0);
            f.sqr(a, 0, a, 0);
            assertEquals(x.pow(4).mod(p), f.get(a, 0));
            f.sub(a, 0, a, 0, a, 0);
            assertTrue(f.isZero(a, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void only_numbers_below_the_prime_are_read(UnsaturatedField f) {
        BigInteger p = f.prime();
        long[] out = new long[N];
        for (int d = -2; d <= 2; d++) {
            byte[] bytes = bytes(p.add(BigInteger.valueOf(d)));
            assertEquals(d < 0, f.decode(bytes, 0, out, 0), "p + " + d);
        }
        assertFalse(f.decode(bytes(BigInteger.TWO.pow(256).subtract(BigInteger.ONE)), 0, out, 0));
        for (BigInteger x : numbers(f, 50)) {
            byte[] again = new byte[UnsaturatedField.BYTES];
            assertTrue(f.decode(bytes(x), 0, out, 0));
            f.encode(out, 0, again, 0);
            assertEquals(x, new BigInteger(1, again));
            // The same number in other limbs is written alike.
            f.neg(out, 0, out, 0);
            f.neg(out, 0, out, 0);
            f.encode(out, 0, again, 0);
            assertEquals(x, new BigInteger(1, again));
        }
    }

    private static byte[] bytes(BigInteger value) {
        byte[] bytes = new byte[UnsaturatedField.BYTES];
        byte[] raw = value.toByteArray();
        int length = Math.min(raw.length, bytes.length);
        System.arraycopy(raw, raw.length - length, bytes, bytes.length - length, length);
        return bytes;
    }
}
