package io.kaizen.zk.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of the extensions of BN254, and multiplication from its definition. */
class TowerTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int ROUNDS = 20;

    private static final int N = Bn254Fp.LIMBS;

    private final Bn254Fp f = Bn254Fp.INSTANCE;
    private final Bn254Fp2 f2 = new Bn254Fp2();
    private final Fp12 f12 = new Fp12(f2);
    private final Random random = new Random(SEED);

    @BeforeEach
    void printSeed() {
        System.out.println("TowerTest -Dkaizen.seed=" + SEED);
    }

    private long[] element(int coordinates) {
        long[] element = new long[N * coordinates];
        for (int i = 0; i < coordinates; i++) {
            f.set(new BigInteger(300, random), element, N * i);
        }
        return element;
    }

    private static void assertSame(long[] want, long[] have) {
        assertEquals(Bn254Values.of(want), Bn254Values.of(have));
    }

    private long[] product(long[] a, long[] b) {
        long[] out = new long[12 * N];
        f12.mul(a, b, out);
        return out;
    }

    private static int place(int power) {
        return 2 * N * (power % 2 * 3 + power / 2);
    }

    @Test
    void fp2_multiplies_as_complex_numbers_do() {
        BigInteger p = f.prime();
        for (int i = 0; i < ROUNDS; i++) {
            long[] a = element(2);
            long[] b = element(2);
            BigInteger a0 = f.get(a, 0);
            BigInteger a1 = f.get(a, N);
            BigInteger b0 = f.get(b, 0);
            BigInteger b1 = f.get(b, N);
            long[] want = new long[2 * N];
            f2.set(
                    a0.multiply(b0).subtract(a1.multiply(b1)).mod(p),
                    a0.multiply(b1).add(a1.multiply(b0)).mod(p),
                    want,
                    0);
            long[] out = new long[2 * N];
            f2.mul(a, 0, b, 0, out, 0);
            assertSame(want, out);
            f2.sqr(a, 0, out, 0);
            f2.mul(a, 0, a, 0, a, 0);
            assertSame(a, out);
            f2.mulResidue(b, 0, out, 0);
            f2.set(BigInteger.valueOf(9), BigInteger.ONE, want, 0);
            f2.mul(want, 0, b, 0, want, 0);
            assertSame(want, out);
        }
    }

    @Test
    void fp12_multiplies_as_polynomials_in_w_modulo_w6_minus_xi() {
        for (int round = 0; round < ROUNDS; round++) {
            long[] a = element(12);
            long[] b = element(12);
            long[] want = new long[12 * N];
            long[] term = new long[2 * N];
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    f2.mul(a, place(i), b, place(j), term, 0);
                    if (i + j >= 6) {
                        f2.mulResidue(term, 0, term, 0);
                    }
                    int at = place((i + j) % 6);
                    f2.add(want, at, term, 0, want, at);
                }
            }
            assertSame(want, product(a, b));
            long[] square = new long[12 * N];
            f12.sqr(a, square);
            assertSame(product(a, a), square);
        }
    }

    @Test
    void lines_multiply_as_the_elements_that_they_are() {
        for (int round = 0; round < ROUNDS; round++) {
            long[] a = element(12);
            long[] line = element(6);
            long[] full = new long[12 * N];
            System.arraycopy(line, 0, full, place(0), 2 * N);
            System.arraycopy(line, 2 * N, full, place(1), 2 * N);
            System.arraycopy(line, 4 * N, full, place(3), 2 * N);
            long[] out = new long[12 * N];
            f12.mulLine(a, line, out);
            assertSame(product(a, full), out);
        }
    }

    @Test
    void inverses_multiply_to_one() {
        for (int round = 0; round < ROUNDS; round++) {
            long[] a = element(12);
            long[] inverse = new long[12 * N];
            f12.invert(a, inverse);
            assertTrue(f12.isOne(product(a, inverse)));
        }
    }

    @Test
    void frobenius_is_the_power_by_the_prime() {
        long[] a = element(12);
        long[] power = new long[12 * N];
        f12.setOne(power);
        for (int bit = f.prime().bitLength() - 1; bit >= 0; bit--) {
            f12.sqr(power, power);
            if (f.prime().testBit(bit)) {
                f12.mul(power, a, power);
            }
        }
        long[] image = new long[12 * N];
        f12.frobenius(a, image);
        assertSame(power, image);
        f12.frobenius(a, 12, image);
        assertSame(a, image);
        f12.frobenius(a, 6, image);
        f12.conjugate(a, a);
        assertSame(a, image);
    }

    @Test
    void cyclotomic_squares_are_squares() {
        for (int round = 0; round < ROUNDS; round++) {
            long[] a = element(12);
            long[] b = new long[12 * N];
            long[] c = new long[12 * N];
            f12.invert(a, b);
            f12.conjugate(a, a);
            f12.mul(a, b, b);
            f12.frobenius(b, 2, c);
            f12.mul(b, c, b);
            f12.sqrCyclotomic(b, c);
            assertSame(product(b, b), c);
            f12.sqrCyclotomic(b, b);
            assertSame(c, b);
        }
    }

    @Test
    void powers_of_cyclotomic_elements_are_powers() {
        long[] a = element(12);
        long[] b = new long[12 * N];
        long[] want = new long[12 * N];
        f12.invert(a, b);
        f12.conjugate(a, a);
        f12.mul(a, b, b);
        f12.frobenius(b, 2, a);
        f12.mul(a, b, a);
        byte[] digits = {-3, 0, 0, 0, 7, 0, 0, 0, 0, -5, 0, 0, 0, 1, 0, 0, 0, 3};
        long exponent = 0;
        for (int i = digits.length - 1; i >= 0; i--) {
            exponent = 2 * exponent + digits[i];
        }
        f12.setOne(want);
        for (int bit = 63 - Long.numberOfLeadingZeros(exponent); bit >= 0; bit--) {
            f12.sqr(want, want);
            if ((exponent >>> bit & 1) != 0) {
                f12.mul(want, a, want);
            }
        }
        f12.powCyclotomic(a, digits, b);
        assertSame(want, b);
        f12.powCyclotomic(a, digits, a);
        assertSame(want, a);
    }
}
