package io.kaizen.zk.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against BigInteger, on random numbers and on the edges. */
class PrimeFieldTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    static List<PrimeField> fields() {
        return List.of(Field256.BN254_SCALAR, Field384.BLS12_381_BASE);
    }

    /** Numbers whose Montgomery forms or own limbs are extreme, and random ones. */
    private static List<BigInteger> numbers(PrimeField f, int random) {
        System.out.println("PrimeFieldTest -Dkaizen.seed=" + SEED);
        BigInteger p = f.prime();
        BigInteger radixInverse = BigInteger.ONE.shiftLeft(64 * f.limbs()).modInverse(p);
        List<BigInteger> numbers = new ArrayList<>();
        for (int bit = 0; bit < p.bitLength(); bit += 31) {
            BigInteger power = BigInteger.ONE.shiftLeft(bit);
            for (int d = -1; d <= 1; d++) {
                BigInteger near = power.add(BigInteger.valueOf(d));
                numbers.add(near.mod(p));
                numbers.add(near.negate().mod(p));
                numbers.add(near.multiply(radixInverse).mod(p));
                numbers.add(near.negate().multiply(radixInverse).mod(p));
            }
        }
        Random source = new Random(SEED);
        for (int i = 0; i < random; i++) {
            numbers.add(new BigInteger(p.bitLength() + 64, source).mod(p));
        }
        return numbers;
    }

    private static long[] of(PrimeField f, BigInteger value) {
        long[] element = new long[f.limbs()];
        f.set(value, element, 0);
        return element;
    }

    @ParameterizedTest
    @MethodSource("fields")
    void sums_differences_and_products_are_those_of_integers(PrimeField f) {
        List<BigInteger> numbers = numbers(f, 200);
        long[] out = new long[f.limbs()];
        BigInteger p = f.prime();
        for (BigInteger x : numbers) {
            long[] a = of(f, x);
            for (BigInteger y : numbers) {
                long[] b = of(f, y);
                f.add(a, 0, b, 0, out, 0);
                assertEquals(x.add(y).mod(p), f.get(out, 0));
                f.sub(a, 0, b, 0, out, 0);
                assertEquals(x.subtract(y).mod(p), f.get(out, 0));
                f.mul(a, 0, b, 0, out, 0);
                assertEquals(x.multiply(y).mod(p), f.get(out, 0));
            }
            f.neg(a, 0, out, 0);
            assertEquals(x.negate().mod(p), f.get(out, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void inverses_are_those_of_integers_and_zero_has_zero(PrimeField f) {
        long[] out = new long[f.limbs()];
        for (BigInteger x : numbers(f, 3000)) {
            f.invert(of(f, x), 0, out, 0);
            BigInteger want = x.signum() == 0 ? x : x.modInverse(f.prime());
            assertEquals(want, f.get(out, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void powers_are_those_of_integers(PrimeField f) {
        List<BigInteger> numbers = numbers(f, 20);
        long[] out = new long[f.limbs()];
        for (int i = 0; i + 1 < numbers.size(); i++) {
            f.pow(of(f, numbers.get(i)), 0, numbers.get(i + 1), out, 0);
            assertEquals(numbers.get(i).modPow(numbers.get(i + 1), f.prime()), f.get(out, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void an_output_may_be_an_input(PrimeField f) {
        for (BigInteger x : numbers(f, 20)) {
            long[] a = of(f, x);
            f.mul(a, 0, a, 0, a, 0);
            assertEquals(x.multiply(x).mod(f.prime()), f.get(a, 0));
            f.sub(a, 0, a, 0, a, 0);
            assertTrue(f.isZero(a, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void only_numbers_below_the_prime_are_read(PrimeField f) {
        long[] out = new long[f.limbs()];
        for (int d = -2; d <= 2; d++) {
            byte[] bytes = bytes(f, f.prime().add(BigInteger.valueOf(d)));
            assertEquals(d < 0, f.decode(bytes, 0, out, 0), "p + " + d);
        }
        assertFalse(
                f.decode(
                        bytes(f, BigInteger.TWO.pow(8 * f.bytes()).subtract(BigInteger.ONE)),
                        0,
                        out,
                        0));
        for (BigInteger x : numbers(f, 20)) {
            byte[] again = new byte[f.bytes()];
            assertTrue(f.decode(bytes(f, x), 0, out, 0));
            f.encode(out, 0, again, 0);
            assertEquals(x, new BigInteger(1, again));
            assertEquals(x.testBit(0) ? 1 : 0, f.parity(out, 0));
        }
    }

    private static byte[] bytes(PrimeField f, BigInteger value) {
        byte[] bytes = new byte[f.bytes()];
        byte[] raw = value.toByteArray();
        int length = Math.min(raw.length, bytes.length);
        System.arraycopy(raw, raw.length - length, bytes, bytes.length - length, length);
        return bytes;
    }
}
