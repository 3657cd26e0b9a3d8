package io.kaizen.exec.evm;

/**
 * 256-bit arithmetic on words in a {@code long[]}: four limbs, most significant first. {@code d} is
 * where the result goes, {@code x} and {@code y} are the operands; a result may replace an operand,
 * but words never overlap otherwise. Operands come in the order of the EVM: {@code x} from the top
 * of the stack.
 */
final class Uint256 {
    private Uint256() {}

    static void add(long[] s, int d, int x, int y) {
        long a = s[x + 3];
        long r0 = a + s[y + 3];
        long carry = below(r0, a);
        a = s[x + 2];
        long t = a + s[y + 2];
        long r1 = t + carry;
        carry = below(t, a) | below(r1, t);
        a = s[x + 1];
        t = a + s[y + 1];
        long r2 = t + carry;
        carry = below(t, a) | below(r2, t);
        s[d] = s[x] + s[y] + carry;
        s[d + 1] = r2;
        s[d + 2] = r1;
        s[d + 3] = r0;
    }

    /** {@code x + k}, the constant unsigned. */
    static void addSmall(long[] s, int d, int x, long k) {
        long r0 = s[x + 3] + k;
        long carry = below(r0, k);
        long r1 = s[x + 2];
        long r2 = s[x + 1];
        long r3 = s[x];
        if (carry != 0 && ++r1 == 0 && ++r2 == 0) {
            r3++;
        }
        set(s, d, r3, r2, r1, r0);
    }

    static void sub(long[] s, int d, int x, int y) {
        long a = s[x + 3];
        long b = s[y + 3];
        long r0 = a - b;
        long borrow = below(a, b);
        a = s[x + 2];
        b = s[y + 2];
        long t = a - b;
        long r1 = t - borrow;
        borrow = below(a, b) | below(t, borrow);
        a = s[x + 1];
        b = s[y + 1];
        t = a - b;
        long r2 = t - borrow;
        borrow = below(a, b) | below(t, borrow);
        s[d] = s[x] - s[y] - borrow;
        s[d + 1] = r2;
        s[d + 2] = r1;
        s[d + 3] = r0;
    }

    /** {@code x - k}, the constant unsigned. */
    static void subSmall(long[] s, int d, int x, long k) {
        long a = s[x + 3];
        long r1 = s[x + 2];
        long r2 = s[x + 1];
        long r3 = s[x];
        if (below(a, k) != 0 && r1-- == 0 && r2-- == 0) {
            r3--;
        }
        set(s, d, r3, r2, r1, a - k);
    }

    /** {@code k - x}, the constant unsigned. */
    static void subFromSmall(long[] s, int d, long k, int x) {
        long b = s[x + 3];
        long borrow = below(k, b);
        long b1 = s[x + 2];
        long r1 = -b1 - borrow;
        borrow = (b1 | borrow) != 0 ? 1 : 0;
        long b2 = s[x + 1];
        long r2 = -b2 - borrow;
        borrow = (b2 | borrow) != 0 ? 1 : 0;
        set(s, d, -s[x] - borrow, r2, r1, k - b);
    }

    static void mul(long[] s, int d, int x, int y) {
        if ((s[x] | s[x + 1] | s[x + 2]) == 0) {
            mulSmall(s, d, y, s[x + 3]);
        } else if ((s[y] | s[y + 1] | s[y + 2]) == 0) {
            mulSmall(s, d, x, s[y + 3]);
        } else {
            multiply(s, d, x, y);
        }
    }

    /** {@code x * k}, the constant unsigned. */
    static void mulSmall(long[] s, int d, int x, long k) {
        long a0 = s[x + 3];
        long a1 = s[x + 2];
        long a2 = s[x + 1];
        long a3 = s[x];
        long r1 = Math.unsignedMultiplyHigh(a0, k);
        if ((a1 | a2 | a3) == 0) {
            set(s, d, 0, 0, r1, a0 * k);
            return;
        }
        long lo = a1 * k;
        r1 += lo;
        long r2 = Math.unsignedMultiplyHigh(a1, k) + below(r1, lo);
        lo = a2 * k;
        r2 += lo;
        long r3 = Math.unsignedMultiplyHigh(a2, k) + below(r2, lo) + a3 * k;
        set(s, d, r3, r2, r1, a0 * k);
    }

    /** The low 256 bits of the product. */
    static void multiply(long[] s, int d, int x, int y) {
        long a0 = s[x + 3];
        long a1 = s[x + 2];
        long a2 = s[x + 1];
        long a3 = s[x];
        long b0 = s[y + 3];
        long b1 = s[y + 2];
        long b2 = s[y + 1];
        long b3 = s[y];
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
        set(s, d, r3, r2, r1, r0);
    }

    /**
     * {@code x} to the power of {@code y}: square and multiply from the exponent's top bit. {@code
     * d} may be {@code y} but not {@code x}. Charging is the caller's.
     *
     * @param scratch 4 longs of the caller's
     */
    static void exp(long[] s, int d, int x, int y, long[] scratch) {
        int bits = bitLength(s, y);
        System.arraycopy(s, y, scratch, 0, 4);
        set(s, d, 1);
        long base0 = s[x + 3];
        boolean smallBase = (s[x] | s[x + 1] | s[x + 2]) == 0;
        if (smallBase && base0 == 2) {
            shlBy(s, d, d, bits <= 9 ? (int) Math.min(scratch[3], 256) : 256);
            return;
        }
        for (int bit = bits - 1; bit >= 0; bit--) {
            mul(s, d, d, d);
            if ((scratch[3 - (bit >>> 6)] >>> (bit & 63) & 1) != 0) {
                if (smallBase) {
                    mulSmall(s, d, d, base0);
                } else {
                    multiply(s, d, d, x);
                }
            }
        }
    }

    /** The number of bytes less one in {@code x}, the value in {@code y}. */
    static void signExtend(long[] s, int d, int x, int y) {
        long index = s[x + 3];
        boolean whole = (s[x] | s[x + 1] | s[x + 2]) != 0 || index < 0 || index >= 31;
        copy(s, d, y);
        if (whole) {
            return;
        }
        int bit = (int) index * 8 + 7;
        int limb = 3 - (bit >>> 6);
        int shift = 63 - (bit & 63);
        long extended = s[d + limb] << shift >> shift;
        s[d + limb] = extended;
        long fill = extended >> 63;
        for (int i = 0; i < limb; i++) {
            s[d + i] = fill;
        }
    }

    static boolean lessThan(long[] s, int x, int y) {
        if (s[x] != s[y]) {
            return Long.compareUnsigned(s[x], s[y]) < 0;
        }
        if (s[x + 1] != s[y + 1]) {
            return Long.compareUnsigned(s[x + 1], s[y + 1]) < 0;
        }
        if (s[x + 2] != s[y + 2]) {
            return Long.compareUnsigned(s[x + 2], s[y + 2]) < 0;
        }
        return Long.compareUnsigned(s[x + 3], s[y + 3]) < 0;
    }

    /** {@code x < k}, the constant not negative. */
    static boolean lessThanSmall(long[] s, int x, long k) {
        return (s[x] | s[x + 1] | s[x + 2]) == 0 && Long.compareUnsigned(s[x + 3], k) < 0;
    }

    /** {@code x > k}, the constant not negative. */
    static boolean aboveSmall(long[] s, int x, long k) {
        return (s[x] | s[x + 1] | s[x + 2]) != 0 || Long.compareUnsigned(s[x + 3], k) > 0;
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

    static boolean equalsSmall(long[] s, int x, long k) {
        return (s[x] | s[x + 1] | s[x + 2] | (s[x + 3] ^ k)) == 0;
    }

    static boolean isZero(long[] s, int x) {
        return (s[x] | s[x + 1] | s[x + 2] | s[x + 3]) == 0;
    }

    static void and(long[] s, int d, int x, int y) {
        s[d] = s[x] & s[y];
        s[d + 1] = s[x + 1] & s[y + 1];
        s[d + 2] = s[x + 2] & s[y + 2];
        s[d + 3] = s[x + 3] & s[y + 3];
    }

    static void or(long[] s, int d, int x, int y) {
        s[d] = s[x] | s[y];
        s[d + 1] = s[x + 1] | s[y + 1];
        s[d + 2] = s[x + 2] | s[y + 2];
        s[d + 3] = s[x + 3] | s[y + 3];
    }

    /** {@code x | k}, the constant unsigned. */
    static void orSmall(long[] s, int d, int x, long k) {
        set(s, d, s[x], s[x + 1], s[x + 2], s[x + 3] | k);
    }

    static void xor(long[] s, int d, int x, int y) {
        s[d] = s[x] ^ s[y];
        s[d + 1] = s[x + 1] ^ s[y + 1];
        s[d + 2] = s[x + 2] ^ s[y + 2];
        s[d + 3] = s[x + 3] ^ s[y + 3];
    }

    static void not(long[] s, int d, int x) {
        s[d] = ~s[x];
        s[d + 1] = ~s[x + 1];
        s[d + 2] = ~s[x + 2];
        s[d + 3] = ~s[x + 3];
    }

    /** BYTE: the index in {@code x}, counted from the most significant. */
    static void byteAt(long[] s, int d, int x, int y) {
        long index = s[x + 3];
        long value = 0;
        if ((s[x] | s[x + 1] | s[x + 2]) == 0 && index >= 0 && index < 32) {
            value = s[y + (int) (index >>> 3)] >>> (56 - 8 * (index & 7)) & 0xff;
        }
        set(s, d, value);
    }

    /** The amount in {@code x}, the value in {@code y}; so all shifts. */
    static void shl(long[] s, int d, int x, int y) {
        shlBy(s, d, y, shiftAmount(s, x));
    }

    static void shr(long[] s, int d, int x, int y) {
        shiftRight(s, d, y, shiftAmount(s, x), 0);
    }

    static void sar(long[] s, int d, int x, int y) {
        shiftRight(s, d, y, shiftAmount(s, x), s[y] >> 63);
    }

    /**
     * @param n 0 to 256
     */
    static void shlBy(long[] s, int d, int y, int n) {
        long v3 = s[y];
        long v2 = s[y + 1];
        long v1 = s[y + 2];
        long v0 = s[y + 3];
        if ((n & 64) != 0) {
            v3 = v2;
            v2 = v1;
            v1 = v0;
            v0 = 0;
        }
        if ((n & 128) != 0) {
            v3 = v1;
            v2 = v0;
            v1 = 0;
            v0 = 0;
        }
        if (n >= 256) {
            set(s, d, 0);
            return;
        }
        // Two shifts, since a shift by 64 would be one by 0.
        int rest = 63 - (n & 63);
        s[d] = v3 << n | v2 >>> 1 >>> rest;
        s[d + 1] = v2 << n | v1 >>> 1 >>> rest;
        s[d + 2] = v1 << n | v0 >>> 1 >>> rest;
        s[d + 3] = v0 << n;
    }

    /**
     * @param n 0 to 256
     * @param fill what comes in at the top: 0 or -1
     */
    static void shiftRight(long[] s, int d, int y, int n, long fill) {
        long v3 = s[y];
        long v2 = s[y + 1];
        long v1 = s[y + 2];
        long v0 = s[y + 3];
        if ((n & 64) != 0) {
            v0 = v1;
            v1 = v2;
            v2 = v3;
            v3 = fill;
        }
        if ((n & 128) != 0) {
            v0 = v2;
            v1 = v3;
            v2 = fill;
            v3 = fill;
        }
        if (n >= 256) {
            set(s, d, fill, fill, fill, fill);
            return;
        }
        int rest = 63 - (n & 63);
        s[d] = v3 >>> n | fill << 1 << rest;
        s[d + 1] = v2 >>> n | v3 << 1 << rest;
        s[d + 2] = v1 >>> n | v2 << 1 << rest;
        s[d + 3] = v0 >>> n | v1 << 1 << rest;
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
        subFromSmall(s, x, 0, x);
    }

    static void copy(long[] s, int d, int x) {
        long v3 = s[x];
        long v2 = s[x + 1];
        long v1 = s[x + 2];
        long v0 = s[x + 3];
        set(s, d, v3, v2, v1, v0);
    }

    static void set(long[] s, int d, long v3, long v2, long v1, long v0) {
        s[d] = v3;
        s[d + 1] = v2;
        s[d + 2] = v1;
        s[d + 3] = v0;
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
