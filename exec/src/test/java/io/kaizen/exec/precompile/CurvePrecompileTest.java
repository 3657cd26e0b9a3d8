package io.kaizen.exec.precompile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Prices by revision, lengths, padding, and points that are off the curve or out of the group. */
class CurvePrecompileTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final BigInteger BN254_P =
            new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);
    private static final BigInteger BLS_P =
            new BigInteger(
                    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf"
                            + "6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
                    16);

    private static Precompile at(Revision revision, int number) {
        Precompile precompile = Precompiles.of(revision).at(Address.ofLong(number));
        assertNotNull(precompile);
        return precompile;
    }

    private static byte @Nullable [] run(int number, byte[] input) {
        return at(Revision.OSAKA, number).run(input, 0, input.length);
    }

    private static long gas(Revision revision, int number, int size) {
        return at(revision, number).gas(new byte[size], 0, size);
    }

    private static byte[] word(BigInteger value, int bytes) {
        byte[] out = new byte[bytes];
        byte[] raw = value.toByteArray();
        int length = Math.min(raw.length, bytes);
        System.arraycopy(raw, raw.length - length, out, bytes - length, length);
        return out;
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] out = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    @Test
    void prices_follow_the_revision() {
        assertEquals(500, gas(Revision.BYZANTIUM, 6, 128));
        assertEquals(40_000, gas(Revision.BYZANTIUM, 7, 96));
        assertEquals(100_000 + 2 * 80_000, gas(Revision.BYZANTIUM, 8, 384));
        assertEquals(150, gas(Revision.ISTANBUL, 6, 128));
        assertEquals(6000, gas(Revision.ISTANBUL, 7, 96));
        assertEquals(45_000 + 2 * 34_000, gas(Revision.ISTANBUL, 8, 384));
        assertEquals(50_000, gas(Revision.CANCUN, 0x0a, 192));
        assertEquals(375, gas(Revision.PRAGUE, 0x0b, 256));
        assertEquals(12_000, gas(Revision.PRAGUE, 0x0c, 160));
        assertEquals(2 * 12_000 * 949 / 1000, gas(Revision.PRAGUE, 0x0c, 320));
        assertEquals(129L * 12_000 * 519 / 1000, gas(Revision.PRAGUE, 0x0c, 129 * 160));
        assertEquals(0, gas(Revision.PRAGUE, 0x0c, 159));
        assertEquals(600, gas(Revision.PRAGUE, 0x0d, 512));
        assertEquals(22_500, gas(Revision.PRAGUE, 0x0e, 288));
        assertEquals(200L * 22_500 * 524 / 1000, gas(Revision.PRAGUE, 0x0e, 200 * 288));
        assertEquals(37_700 + 3 * 32_600, gas(Revision.PRAGUE, 0x0f, 3 * 384));
        assertEquals(5500, gas(Revision.PRAGUE, 0x10, 64));
        assertEquals(23_800, gas(Revision.PRAGUE, 0x11, 128));
        assertEquals(6900, gas(Revision.OSAKA, 0x100, 160));
        assertNull(Precompiles.of(Revision.PRAGUE).at(Address.ofLong(0x100)));
        assertNull(Precompiles.of(Revision.CANCUN).at(Address.ofLong(0x0b)));
    }

    /** Zeros are the point at infinity everywhere but where a signature or a hash is asked for. */
    @Test
    void only_the_right_lengths_are_accepted() {
        lengths(6, size -> true);
        lengths(7, size -> true);
        lengths(8, size -> size % 192 == 0);
        lengths(0x0a, size -> false);
        lengths(0x0b, size -> size == 256);
        lengths(0x0c, size -> size > 0 && size % 160 == 0);
        lengths(0x0d, size -> size == 512);
        lengths(0x0e, size -> size > 0 && size % 288 == 0);
        lengths(0x0f, size -> size > 0 && size % 384 == 0);
        lengths(0x10, size -> size == 64);
        lengths(0x11, size -> size == 128);
        for (int size = 0; size < 300; size++) {
            assertArrayEquals(new byte[0], run(0x100, new byte[size]));
        }
    }

    private static void lengths(int number, IntPredicate accepted) {
        for (int size = 0; size < 1200; size++) {
            boolean ran = run(number, new byte[size]) != null;
            assertEquals(accepted.test(size), ran, "0x" + Integer.toHexString(number) + " " + size);
        }
    }

    @Test
    void random_bytes_are_refused_and_never_throw() {
        System.out.println("CurvePrecompileTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        int[] sizes = {128, 96, 192, 192, 256, 160, 512, 288, 384, 64, 128};
        for (int i = 0; i < 300; i++) {
            for (int number = 6; number <= 0x11; number++) {
                if (number != 9) {
                    byte[] input = new byte[sizes[number < 9 ? number - 6 : number - 7]];
                    random.nextBytes(input);
                    assertNull(run(number, input));
                }
            }
            byte[] input = new byte[160];
            random.nextBytes(input);
            assertArrayEquals(new byte[0], run(0x100, input));
        }
    }

    @Test
    void bn254_input_that_ends_early_is_continued_by_zeros_and_its_rest_ignored() {
        byte[] point = join(word(BigInteger.ONE, 32), word(BigInteger.TWO, 32));
        assertArrayEquals(point, run(6, point));
        assertArrayEquals(point, run(6, join(point, new byte[64], new byte[] {1, 2, 3})));
        assertArrayEquals(new byte[64], run(7, point));
        byte[] two = join(point, word(BigInteger.TWO, 32), new byte[] {9});
        assertArrayEquals(run(6, join(point, point)), run(7, two));
        // The scalar's last bytes are missing: 2^8 times what is there.
        byte[] cut = join(point, new byte[30], new byte[] {1});
        assertArrayEquals(run(7, join(point, word(BigInteger.valueOf(256), 32))), run(7, cut));
        assertNull(run(6, Arrays.copyOf(point, 63)), "(1, 0) is off the curve");
    }

    @Test
    void bn254_refuses_numbers_not_below_the_prime_and_points_off_the_curve() {
        byte[] one = word(BN254_P.add(BigInteger.ONE), 32);
        assertNull(run(6, join(one, word(BigInteger.TWO, 32))));
        assertNull(run(7, join(word(BigInteger.ONE, 32), word(BigInteger.ONE, 32))));
        assertNull(run(6, join(new byte[32], word(BN254_P, 32))));
    }

    @Test
    void bls_padding_must_be_zero_and_numbers_below_the_prime() {
        byte[] infinities = new byte[256];
        assertArrayEquals(new byte[128], run(0x0b, infinities));
        infinities[15] = 1;
        assertNull(run(0x0b, infinities));
        assertNull(run(0x10, word(BLS_P, 64)));
        assertNotNull(run(0x10, word(BLS_P.subtract(BigInteger.ONE), 64)));
        assertNull(run(0x0b, join(new byte[64], word(BLS_P, 64), new byte[128])));
    }

    @Test
    void bls_adds_points_outside_the_group_but_neither_multiplies_nor_pairs_them() {
        byte[] point = curvePointG1();
        byte[] doubled = run(0x0b, join(point, point));
        assertNotNull(doubled);
        assertArrayEquals(point, run(0x0b, join(point, new byte[128])));
        byte[] negative = negate(point);
        assertArrayEquals(new byte[128], run(0x0b, join(point, negative)));
        assertNull(run(0x0c, join(point, word(BigInteger.ONE, 32))));
        assertNull(run(0x0c, join(point, word(BigInteger.ZERO, 32))));
        assertNull(run(0x0f, join(point, new byte[256])));
        byte[] off = point.clone();
        off[127] ^= 1;
        assertNull(run(0x0b, join(off, point)));
    }

    @Test
    void bls_multiplies_by_scalars_of_any_size() {
        byte[] point = run(0x10, word(BigInteger.TEN, 64));
        assertNotNull(point);
        BigInteger r =
                new BigInteger(
                        "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
        assertArrayEquals(new byte[128], run(0x0c, join(point, word(r, 32))));
        assertArrayEquals(point, run(0x0c, join(point, word(r.add(BigInteger.ONE), 32))));
        assertArrayEquals(
                negate(point), run(0x0c, join(point, word(r.subtract(BigInteger.ONE), 32))));
        byte[] twice = run(0x0b, join(point, point));
        assertArrayEquals(
                twice,
                run(
                        0x0c,
                        join(
                                point,
                                word(BigInteger.ONE, 32),
                                point,
                                word(r.add(BigInteger.ONE), 32))));
        byte[] all = new byte[32];
        Arrays.fill(all, (byte) 0xff);
        assertArrayEquals(
                run(0x0c, join(point, word(new BigInteger(1, all).mod(r), 32))),
                run(0x0c, join(point, all)));
    }

    /** A point of y² = x³ + 4 by trial: the first x from 1; one in about 2^125 is in the group. */
    private static byte[] curvePointG1() {
        for (long x = 1; ; x++) {
            BigInteger square = BigInteger.valueOf(x * x * x + 4);
            BigInteger y = square.modPow(BLS_P.add(BigInteger.ONE).shiftRight(2), BLS_P);
            if (y.multiply(y).mod(BLS_P).equals(square)) {
                return join(word(BigInteger.valueOf(x), 64), word(y, 64));
            }
        }
    }

    private static byte[] negate(byte[] point) {
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 64, 128));
        return join(Arrays.copyOf(point, 64), word(BLS_P.subtract(y), 64));
    }
}
