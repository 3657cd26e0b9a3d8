package io.kaizen.exec.crypto.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers modulo the group's order against {@link BigInteger}. */
class ScalarsTest {
    private static final BigInteger N = Scalars.N;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Scalars scalars = new Scalars();

    private static long[] words(BigInteger value) {
        long[] words = new long[4];
        Scalars.read(value, words, 0);
        return words;
    }

    private List<BigInteger> numbers() {
        List<BigInteger> numbers = new ArrayList<>();
        for (int bits : new int[] {0, 64, 127, 128, 129, 192, 255}) {
            BigInteger power = BigInteger.ONE.shiftLeft(bits);
            for (long delta = -1; delta <= 1; delta++) {
                numbers.add(power.add(BigInteger.valueOf(delta)));
                numbers.add(N.subtract(power).add(BigInteger.valueOf(delta)).mod(N));
            }
        }
        numbers.add(N.shiftRight(1));
        numbers.add(N.shiftRight(1).add(BigInteger.ONE));
        numbers.add(Scalars.LAMBDA);
        numbers.add(N.subtract(Scalars.LAMBDA));
        for (int i = 0; i < 300; i++) {
            numbers.add(new BigInteger(256, random).mod(N));
        }
        return numbers;
    }

    @Test
    void products() {
        List<BigInteger> numbers = numbers();
        for (BigInteger a : numbers) {
            for (BigInteger b : List.of(a, numbers.get(random.nextInt(numbers.size())))) {
                long[] result = words(a);
                scalars.multiply(result, 0, words(b), 0, result, 0);
                assertEquals(
                        a.multiply(b).mod(N),
                        Scalars.number(result, 0),
                        () -> "seed " + seed + ": " + a + " · " + b);
            }
        }
    }

    @Test
    void halvesAreShortAndSumToTheWhole() {
        for (BigInteger k : numbers()) {
            long[] k1 = new long[4];
            long[] k2 = new long[4];
            int signs = scalars.split(words(k), 0, k1, k2);
            BigInteger first = Scalars.number(k1, 0);
            BigInteger second = Scalars.number(k2, 0);
            assertTrue(first.bitLength() <= 128 && second.bitLength() <= 128, k::toString);
            BigInteger sum = (signs & 1) != 0 ? first.negate() : first;
            BigInteger rotated = second.multiply(Scalars.LAMBDA);
            sum = (signs & 2) != 0 ? sum.subtract(rotated) : sum.add(rotated);
            assertEquals(k, sum.mod(N), () -> "seed " + seed + ": " + k);
        }
    }

    @Test
    void digestsAreReducedAndLowNumbersMade() {
        for (BigInteger k : numbers()) {
            long[] low = words(k);
            boolean turned = Scalars.makeLow(low, 0);
            assertEquals(turned, k.compareTo(N.shiftRight(1)) > 0, k::toString);
            assertEquals(turned ? N.subtract(k) : k, Scalars.number(low, 0));
        }
        BigInteger max = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (BigInteger value :
                List.of(N, N.add(BigInteger.ONE), N.subtract(BigInteger.ONE), max)) {
            long[] reduced = words(value);
            Scalars.reduce(reduced, 0);
            assertEquals(value.mod(N), Scalars.number(reduced, 0));
        }
    }
}
