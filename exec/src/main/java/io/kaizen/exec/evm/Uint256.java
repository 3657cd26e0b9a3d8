package io.kaizen.exec.evm;

/**
 * 256-bit arithmetic in place on the stack: limbs most significant first, {@code sp} the index
 * after the top word. Binary operations take the first operand from the top, the second below it,
 * and leave the result in the second's place; the caller lowers {@code sp} by four.
 */
final class Uint256 {
    private Uint256() {}

    static void add(long[] s, int sp) {
        int x = sp - 4;
        int y = sp - 8;
        long a = s[x + 3];
        long r = a + s[y + 3];
        s[y + 3] = r;
        long carry = below(r, a);
        a = s[x + 2];
        long t = a + s[y + 2];
        r = t + carry;
        s[y + 2] = r;
        carry = below(t, a) | below(r, t);
        a = s[x + 1];
        t = a + s[y + 1];
        r = t + carry;
        s[y + 1] = r;
        carry = below(t, a) | below(r, t);
        s[y] = s[x] + s[y] + carry;
    }

    static void sub(long[] s, int sp) {
        int x = sp - 4;
        int y = sp - 8;
        long a = s[x + 3];
        long b = s[y + 3];
        s[y + 3] = a - b;
        long borrow = below(a, b);
        a = s[x + 2];
        b = s[y + 2];
        long t = a - b;
        s[y + 2] = t - borrow;
        borrow = below(a, b) | below(t, borrow);
        a = s[x + 1];
        b = s[y + 1];
        t = a - b;
        s[y + 1] = t - borrow;
        borrow = below(a, b) | below(t, borrow);
        s[y] = s[x] - s[y] - borrow;
    }

    static void mul(long[] s, int sp) {
        int x = sp - 4;
        int y = sp - 8;
        multiply(s, y, s[x], s[x + 1], s[x + 2], s[x + 3], s[y], s[y + 1], s[y + 2], s[y + 3]);
    }

    /** The low 256 bits of a product into {@code s[at..at+4)}; limbs most significant first. */
    @SuppressWarnings("TooManyParameters") // limbs in registers, not in arrays
    static void multiply(
            long[] s,
            int at,
            long a3,
            long a2,
            long a1,
            long a0,
            long b3,
            long b2,
            long b1,
            long b0) {
        long r0 = a0 * b0;
        long r1 = Math.unsignedMultiplyHigh(a0, b0);
        // Column 1: two products.
        long lo = a0 * b1;
        r1 += lo;
        long r2 = Math.unsignedMultiplyHigh(a0, b1) + below(r1, lo);
        long r3 = 0;
        lo = a1 * b0;
        r1 += lo;
        long hi = Math.unsignedMultiplyHigh(a1, b0) + below(r1, lo);
        r2 += hi;
        r3 += below(r2, hi);
        // Column 2: three products.
        lo = a0 * b2;
        r2 += lo;
        r3 += Math.unsignedMultiplyHigh(a0, b2) + below(r2, lo);
        lo = a1 * b1;
        r2 += lo;
        r3 += Math.unsignedMultiplyHigh(a1, b1) + below(r2, lo);
        lo = a2 * b0;
        r2 += lo;
        r3 += Math.unsignedMultiplyHigh(a2, b0) + below(r2, lo);
        // Column 3 wraps.
        r3 += a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        s[at] = r3;
        s[at + 1] = r2;
        s[at + 2] = r1;
        s[at + 3] = r0;
    }

    /**
     * Base on top, exponent below: square and multiply from the exponent's top bit. Charging is the
     * caller's.
     */
    static void exp(long[] s, int sp, long[] scratch) {
        int y = sp - 8;
        int bits = bitLength(s, y);
        System.arraycopy(s, y, scratch, 0, 4);
        set(s, y, 1);
        long b3 = s[sp - 4];
        long b2 = s[sp - 3];
        long b1 = s[sp - 2];
        long b0 = s[sp - 1];
        for (int bit = bits - 1; bit >= 0; bit--) {
            long r3 = s[y];
            long r2 = s[y + 1];
            long r1 = s[y + 2];
            long r0 = s[y + 3];
            multiply(s, y, r3, r2, r1, r0, r3, r2, r1, r0);
            if ((scratch[3 - (bit >>> 6)] >>> (bit & 63) & 1) != 0) {
                multiply(s, y, s[y], s[y + 1], s[y + 2], s[y + 3], b3, b2, b1, b0);
            }
        }
    }

    static void signExtend(long[] s, int sp) {
        int x = sp - 4;
        int y = sp - 8;
        if ((s[x] | s[x + 1] | s[x + 2]) != 0 || s[x + 3] < 0 || s[x + 3] >= 31) {
            return;
        }
        int bit = (int) s[x + 3] * 8 + 7;
        int limb = 3 - (bit >>> 6);
        int shift = 63 - (bit & 63);
        long extended = s[y + limb] << shift >> shift;
        s[y + limb] = extended;
        long fill = extended >> 63;
        for (int i = 0; i < limb; i++) {
            s[y + i] = fill;
        }
    }

    static boolean lessThan(long[] s, int x, int y) {
        for (int i = 0; i < 3; i++) {
            if (s[x + i] != s[y + i]) {
                return Long.compareUnsigned(s[x + i], s[y + i]) < 0;
            }
        }
        return Long.compareUnsigned(s[x + 3], s[y + 3]) < 0;
    }

    static boolean signedLessThan(long[] s, int x, int y) {
        return s[x] == s[y] ? lessThan(s, x, y) : s[x] < s[y];
    }

    static boolean equal(long[] s, int x, int y) {
        return ((s[x] ^ s[y])
                        | (s[x + 1] ^ s[y + 1])
                        | (s[x + 2] ^ s[y + 2])
                        | (s[x + 3] ^ s[y + 3]))
                == 0;
    }

    static boolean isZero(long[] s, int x) {
        return (s[x] | s[x + 1] | s[x + 2] | s[x + 3]) == 0;
    }

    static void and(long[] s, int sp) {
        for (int i = 1; i <= 4; i++) {
            s[sp - 4 - i] &= s[sp - i];
        }
    }

    static void or(long[] s, int sp) {
        for (int i = 1; i <= 4; i++) {
            s[sp - 4 - i] |= s[sp - i];
        }
    }

    static void xor(long[] s, int sp) {
        for (int i = 1; i <= 4; i++) {
            s[sp - 4 - i] ^= s[sp - i];
        }
    }

    static void not(long[] s, int sp) {
        for (int i = 1; i <= 4; i++) {
            s[sp - i] = ~s[sp - i];
        }
    }

    /** BYTE: index on top, counted from the most significant. */
    static void byteAt(long[] s, int sp) {
        int x = sp - 4;
        int y = sp - 8;
        long index = s[x + 3];
        long value = 0;
        if ((s[x] | s[x + 1] | s[x + 2]) == 0 && index >= 0 && index < 32) {
            value = s[y + (int) (index >>> 3)] >>> (56 - 8 * (index & 7)) & 0xff;
        }
        set(s, y, value);
    }

    static void shl(long[] s, int sp) {
        int y = sp - 8;
        int n = shiftAmount(s, sp - 4);
        int limbs = n >>> 6;
        int bits = n & 63;
        for (int i = 0; i < 4; i++) {
            int from = i + limbs;
            long high = from < 4 ? s[y + from] : 0;
            long low = from < 3 ? s[y + from + 1] : 0;
            s[y + i] = bits == 0 ? high : high << bits | low >>> (64 - bits);
        }
    }

    static void shr(long[] s, int sp) {
        shiftRight(s, sp, 0);
    }

    static void sar(long[] s, int sp) {
        shiftRight(s, sp, s[sp - 8] >> 63);
    }

    private static void shiftRight(long[] s, int sp, long fill) {
        int y = sp - 8;
        int n = shiftAmount(s, sp - 4);
        int limbs = n >>> 6;
        int bits = n & 63;
        for (int i = 3; i >= 0; i--) {
            int from = i - limbs;
            long low = from >= 0 ? s[y + from] : fill;
            long high = from >= 1 ? s[y + from - 1] : fill;
            s[y + i] = bits == 0 ? low : low >>> bits | high << (64 - bits);
        }
    }

    /** At most 256, which shifts everything out. */
    private static int shiftAmount(long[] s, int x) {
        boolean large = (s[x] | s[x + 1] | s[x + 2]) != 0 || s[x + 3] < 0 || s[x + 3] > 256;
        return large ? 256 : (int) s[x + 3];
    }

    static int bitLength(long[] s, int x) {
        for (int i = 0; i < 4; i++) {
            if (s[x + i] != 0) {
                return 256 - 64 * i - Long.numberOfLeadingZeros(s[x + i]);
            }
        }
        return 0;
    }

    static void negate(long[] s, int x) {
        long carry = 1;
        for (int i = 3; i >= 0; i--) {
            long r = ~s[x + i] + carry;
            s[x + i] = r;
            carry = carry != 0 && r == 0 ? 1 : 0;
        }
    }

    static void set(long[] s, int x, long value) {
        s[x] = 0;
        s[x + 1] = 0;
        s[x + 2] = 0;
        s[x + 3] = value;
    }

    /** 1 where {@code a} is below {@code b} as unsigned numbers. */
    static long below(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }
}
