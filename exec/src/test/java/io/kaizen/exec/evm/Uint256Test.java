package io.kaizen.exec.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Stack arithmetic against BigInteger. */
class Uint256Test {
    private static final BigInteger TWO_256 = BigInteger.ONE.shiftLeft(256);
    private static final int ROUNDS = 20_000;
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final long[] stack = new long[16];
    private final Division division = new Division();

    private interface Operation {
        void run(long[] s, int d, int x, int y);
    }

    private interface Ternary {
        void run(long[] s, int d, int x, int y, int z);
    }

    @Test
    void addition_subtraction_and_multiplication_wrap() {
        checkBinary("add", Uint256::add, BigInteger::add);
        checkBinary("sub", Uint256::sub, BigInteger::subtract);
        checkBinary("mul", Uint256::mul, BigInteger::multiply);
    }

    @Test
    void division_truncates_and_by_zero_gives_zero() {
        checkBinary("div", division::div, (a, b) -> orZero(b, () -> a.divide(b)));
        checkBinary("mod", division::mod, (a, b) -> orZero(b, () -> a.mod(b)));
        checkBinary("sdiv", division::sdiv, (a, b) -> orZero(b, () -> signed(a).divide(signed(b))));
        checkBinary(
                "smod", division::smod, (a, b) -> orZero(b, () -> signed(a).remainder(signed(b))));
    }

    @Test
    void modular_addition_and_multiplication_do_not_wrap_before_reduction() {
        for (int i = 0; i < ROUNDS; i++) {
            BigInteger a = number();
            BigInteger b = number();
            BigInteger m = modulus(a);
            assertEquals(
                    orZero(m, () -> a.add(b).mod(m)),
                    ternary(division::addMod, a, b, m),
                    () -> "addmod " + a + " " + b + " " + m + " seed " + SEED);
            assertEquals(
                    orZero(m, () -> a.multiply(b).mod(m)),
                    ternary(division::mulMod, a, b, m),
                    () -> "mulmod " + a + " " + b + " " + m + " seed " + SEED);
        }
    }

    @Test
    void exponentiation_wraps() {
        for (int i = 0; i < 500; i++) {
            BigInteger a = number();
            BigInteger e = number();
            put(4, e);
            put(8, a);
            Uint256.exp(stack, 4, 8, 4, new long[4]);
            assertEquals(
                    a.modPow(e, TWO_256), get(4), () -> "exp " + a + " " + e + " seed " + SEED);
        }
    }

    @Test
    void shifts_fill_with_zeros_or_the_sign() {
        for (int n = 0; n <= 300; n++) {
            int shift = n;
            BigInteger a = number();
            BigInteger by = BigInteger.valueOf(n);
            assertEquals(wrap(a.shiftLeft(n)), binary(Uint256::shl, by, a), () -> "shl " + shift);
            assertEquals(a.shiftRight(n), binary(Uint256::shr, by, a), () -> "shr " + shift);
            assertEquals(
                    wrap(signed(a).shiftRight(n)),
                    binary(Uint256::sar, by, a),
                    () -> "sar " + shift + " of " + a + " seed " + SEED);
        }
        BigInteger huge = TWO_256.subtract(BigInteger.ONE);
        assertEquals(BigInteger.ZERO, binary(Uint256::shl, huge, huge));
        assertEquals(BigInteger.ZERO, binary(Uint256::shr, huge, huge));
        assertEquals(huge, binary(Uint256::sar, huge, huge));
    }

    @Test
    void bytes_and_sign_extension_count_from_opposite_ends() {
        for (int n = 0; n < 40; n++) {
            int index = n;
            BigInteger a = number();
            BigInteger at = BigInteger.valueOf(n);
            BigInteger wantByte =
                    n > 31
                            ? BigInteger.ZERO
                            : a.shiftRight(8 * (31 - n)).and(BigInteger.valueOf(255));
            assertEquals(wantByte, binary(Uint256::byteAt, at, a), () -> "byte " + index);
            int bits = 8 * (n + 1);
            BigInteger extended = a;
            if (n < 31) {
                BigInteger low = a.mod(BigInteger.ONE.shiftLeft(bits));
                extended =
                        low.testBit(bits - 1)
                                ? wrap(low.subtract(BigInteger.ONE.shiftLeft(bits)))
                                : low;
            }
            assertEquals(extended, binary(Uint256::signExtend, at, a), () -> "signextend " + index);
        }
    }

    @Test
    void comparisons_agree_signed_and_unsigned() {
        for (int i = 0; i < ROUNDS; i++) {
            BigInteger a = number();
            BigInteger b = random.nextInt(4) == 0 ? a : number();
            put(0, a);
            put(4, b);
            assertEquals(a.compareTo(b) < 0, Uint256.lessThan(stack, 0, 4));
            assertEquals(signed(a).compareTo(signed(b)) < 0, Uint256.signedLessThan(stack, 0, 4));
            assertEquals(a.equals(b), Uint256.equal(stack, 0, 4));
            assertEquals(a.bitLength(), Uint256.bitLength(stack, 0));
            Uint256.negate(stack, 0);
            assertEquals(wrap(a.negate()), get(0));
        }
    }

    private void checkBinary(
            String name,
            Operation operation,
            BiFunction<BigInteger, BigInteger, BigInteger> model) {
        for (int i = 0; i < ROUNDS; i++) {
            BigInteger a = number();
            BigInteger b = number();
            assertEquals(
                    wrap(model.apply(a, b)),
                    binary(operation, a, b),
                    () -> name + " " + a + " " + b + " seed " + SEED);
        }
    }

    private static BigInteger orZero(
            BigInteger divisor, java.util.function.Supplier<BigInteger> result) {
        return divisor.signum() == 0 ? BigInteger.ZERO : result.get();
    }

    private BigInteger binary(Operation operation, BigInteger top, BigInteger below) {
        put(4, below);
        put(8, top);
        operation.run(stack, 0, 8, 4);
        BigInteger apart = get(0);
        operation.run(stack, 4, 8, 4);
        assertEquals(apart, get(4), () -> "in place, seed " + SEED);
        return apart;
    }

    private BigInteger ternary(Ternary operation, BigInteger a, BigInteger b, BigInteger c) {
        put(0, c);
        put(4, b);
        put(8, a);
        operation.run(stack, 0, 8, 4, 0);
        return get(0);
    }

    private void put(int at, BigInteger value) {
        Word word = Word.of(value);
        stack[at] = word.w3();
        stack[at + 1] = word.w2();
        stack[at + 2] = word.w1();
        stack[at + 3] = word.w0();
    }

    private BigInteger get(int at) {
        return new Word(stack[at], stack[at + 1], stack[at + 2], stack[at + 3]).toBigInteger();
    }

    /** Of any length, with runs of ones and zeros: where carries and corrections happen. */
    private BigInteger number() {
        BigInteger value = new BigInteger(random.nextInt(257), random);
        return switch (random.nextInt(4)) {
            case 0 -> value;
            case 1 -> wrap(value.negate());
            case 2 -> {
                BigInteger ones = BigInteger.ONE.shiftLeft(random.nextInt(257));
                yield wrap(ones.subtract(BigInteger.valueOf(random.nextInt(3))));
            }
            default -> limbs();
        };
    }

    /** Any number, or one so near an operand that quotient digits are the largest there are. */
    private BigInteger modulus(BigInteger near) {
        return random.nextBoolean()
                ? number()
                : wrap(near.add(BigInteger.valueOf(random.nextInt(5) - 1)));
    }

    private BigInteger limbs() {
        long[] choices = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong()};
        Word word =
                new Word(
                        choices[random.nextInt(6)],
                        choices[random.nextInt(6)],
                        choices[random.nextInt(6)],
                        choices[random.nextInt(6)]);
        return word.toBigInteger();
    }

    private static BigInteger wrap(BigInteger value) {
        return value.mod(TWO_256);
    }

    private static BigInteger signed(BigInteger value) {
        return value.testBit(255) ? value.subtract(TWO_256) : value;
    }
}
