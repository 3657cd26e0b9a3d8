package io.kaizen.exec.evm;

/**
 * Division of multi-limb numbers: Knuth's algorithm D (The Art of Computer Programming, volume 2,
 * §4.3.1) on 64-bit limbs, with the quotient digits found by Möller and Granlund's reciprocal
 * ("Improved division by invariant integers", 2011, algorithm 4). Scratch of one thread.
 */
final class Division {
    // Limbs here are least significant first.
    private final long[] u = new long[9];
    private final long[] v = new long[4];
    private final long[] q = new long[9];

    // Most significant first, as on the stack.
    private final long[] signed = new long[8];

    private long reciprocalOf;
    private long reciprocal;

    /** {@code x / y}, zero where {@code y} is. */
    void div(long[] s, int d, int x, int y) {
        if (fitsLong(s, y)) {
            divSmall(s, d, x, s[y + 3]);
            return;
        }
        if (Uint256.lessThan(s, x, y)) {
            Uint256.set(s, d, 0);
            return;
        }
        int n = loadOperands(s, x, y);
        divide(4, n);
        store(q, s, d);
    }

    /** {@code x / k}, the constant unsigned; zero where it is. */
    void divSmall(long[] s, int d, int x, long k) {
        if (k == 0) {
            Uint256.set(s, d, 0);
        } else if (fitsLong(s, x)) {
            Uint256.set(s, d, Long.divideUnsigned(s[x + 3], k));
        } else {
            int shift = Long.numberOfLeadingZeros(k);
            long v = k << shift;
            long reciprocal = reciprocal(v);
            int rest = 63 - shift;
            long u3 = s[x];
            long u2 = s[x + 1];
            long u1 = s[x + 2];
            long u0 = s[x + 3];
            long r = u3 >>> 1 >>> rest;
            long w = u3 << shift | u2 >>> 1 >>> rest;
            long q3 = quotient2by1(r, w, v, reciprocal);
            r = w - q3 * v;
            w = u2 << shift | u1 >>> 1 >>> rest;
            long q2 = quotient2by1(r, w, v, reciprocal);
            r = w - q2 * v;
            w = u1 << shift | u0 >>> 1 >>> rest;
            long q1 = quotient2by1(r, w, v, reciprocal);
            r = w - q1 * v;
            w = u0 << shift;
            Uint256.set(s, d, q3, q2, q1, quotient2by1(r, w, v, reciprocal));
        }
    }

    /** The remainder of {@code x / y}, zero where {@code y} is. */
    void mod(long[] s, int d, int x, int y) {
        if (fitsLong(s, y)) {
            modSmall(s, d, x, s[y + 3]);
            return;
        }
        if (Uint256.lessThan(s, x, y)) {
            Uint256.copy(s, d, x);
            return;
        }
        int n = loadOperands(s, x, y);
        divide(4, n);
        store(u, s, d);
    }

    /** The remainder of {@code x / k}, the constant unsigned; zero where it is. */
    void modSmall(long[] s, int d, int x, long k) {
        if (k == 0) {
            Uint256.set(s, d, 0);
        } else if ((k & (k - 1)) == 0) {
            Uint256.set(s, d, s[x + 3] & (k - 1));
        } else if (fitsLong(s, x)) {
            Uint256.set(s, d, Long.remainderUnsigned(s[x + 3], k));
        } else {
            int shift = Long.numberOfLeadingZeros(k);
            long v = k << shift;
            long reciprocal = reciprocal(v);
            int rest = 63 - shift;
            long r = s[x] >>> 1 >>> rest;
            long w = s[x] << shift | s[x + 1] >>> 1 >>> rest;
            r = w - quotient2by1(r, w, v, reciprocal) * v;
            w = s[x + 1] << shift | s[x + 2] >>> 1 >>> rest;
            r = w - quotient2by1(r, w, v, reciprocal) * v;
            w = s[x + 2] << shift | s[x + 3] >>> 1 >>> rest;
            r = w - quotient2by1(r, w, v, reciprocal) * v;
            w = s[x + 3] << shift;
            r = w - quotient2by1(r, w, v, reciprocal) * v;
            Uint256.set(s, d, r >>> shift);
        }
    }

    /** Truncates towards zero; the most negative number divided by -1 is itself. */
    void sdiv(long[] s, int d, int x, int y) {
        boolean negative = (s[x] ^ s[y]) < 0;
        absolute(s, x, signed, 0);
        absolute(s, y, signed, 4);
        div(signed, 0, 0, 4);
        if (negative) {
            Uint256.negate(signed, 0);
        }
        System.arraycopy(signed, 0, s, d, 4);
    }

    /** The remainder takes the dividend's sign. */
    void smod(long[] s, int d, int x, int y) {
        boolean negative = s[x] < 0;
        absolute(s, x, signed, 0);
        absolute(s, y, signed, 4);
        mod(signed, 0, 0, 4);
        if (negative) {
            Uint256.negate(signed, 0);
        }
        System.arraycopy(signed, 0, s, d, 4);
    }

    /** {@code (x + y) mod z}, the sum not cut off. */
    void addMod(long[] s, int d, int x, int y, int z) {
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long a = s[x + 3 - i];
            long t = a + s[y + 3 - i];
            long r = t + carry;
            carry = Uint256.below(t, a) | Uint256.below(r, t);
            u[i] = r;
        }
        u[4] = carry;
        divide(5, loadDivisor(s, z));
        store(u, s, d);
    }

    /** {@code (x * y) mod z}, the product not cut off. */
    void mulMod(long[] s, int d, int x, int y, int z) {
        java.util.Arrays.fill(u, 0, 8, 0);
        for (int i = 0; i < 4; i++) {
            long a = s[x + 3 - i];
            long carry = 0;
            for (int j = 0; j < 4; j++) {
                long b = s[y + 3 - j];
                long low = a * b + carry;
                long high = Math.unsignedMultiplyHigh(a, b) + Uint256.below(low, carry);
                long r = low + u[i + j];
                carry = high + Uint256.below(r, low);
                u[i + j] = r;
            }
            u[i + 4] = carry;
        }
        divide(8, loadDivisor(s, z));
        store(u, s, d);
    }

    private static boolean fitsLong(long[] s, int x) {
        return (s[x] | s[x + 1] | s[x + 2]) == 0;
    }

    private static void absolute(long[] s, int x, long[] to, int d) {
        System.arraycopy(s, x, to, d, 4);
        if (to[d] < 0) {
            Uint256.negate(to, d);
        }
    }

    /** Of a normalised divisor's top limb; the last one is kept, since loops repeat divisors. */
    private long reciprocal(long top) {
        if (top != reciprocalOf) {
            reciprocal = divideWide(~top, -1, top);
            reciprocalOf = top;
        }
        return reciprocal;
    }

    private int loadOperands(long[] s, int dividend, int divisor) {
        for (int i = 0; i < 4; i++) {
            u[i] = s[dividend + 3 - i];
        }
        return loadDivisor(s, divisor);
    }

    private int loadDivisor(long[] s, int divisor) {
        int n = 0;
        for (int i = 0; i < 4; i++) {
            v[i] = s[divisor + 3 - i];
            if (v[i] != 0) {
                n = i + 1;
            }
        }
        return n;
    }

    private static void store(long[] from, long[] s, int at) {
        for (int i = 0; i < 4; i++) {
            s[at + 3 - i] = from[i];
        }
    }

    /**
     * Divides {@code u[0..m)} by {@code v[0..n)}, of which the top limb is not zero: the quotient's
     * low limbs into {@code q}, the remainder into {@code u[0..4)}. Both are zero where {@code n}
     * is 0, as the EVM has it.
     */
    private void divide(int m, int n) {
        java.util.Arrays.fill(q, 0);
        if (n == 0) {
            java.util.Arrays.fill(u, 0);
            return;
        }
        int shift = Long.numberOfLeadingZeros(v[n - 1]);
        normalise(m, n, shift);
        long top = v[n - 1];
        long reciprocal = reciprocal(top);
        for (int j = m - n; j >= 0; j--) {
            q[j] = digit(j, n, top, reciprocal);
        }
        denormalise(n, shift);
    }

    private void normalise(int m, int n, int shift) {
        u[m] = 0;
        if (shift == 0) {
            return;
        }
        for (int i = m; i > 0; i--) {
            u[i] = u[i] << shift | u[i - 1] >>> (64 - shift);
        }
        u[0] <<= shift;
        for (int i = n - 1; i > 0; i--) {
            v[i] = v[i] << shift | v[i - 1] >>> (64 - shift);
        }
        v[0] <<= shift;
    }

    private void denormalise(int n, int shift) {
        for (int i = 0; i < n; i++) {
            u[i] = shift == 0 ? u[i] : u[i] >>> shift | (u[i + 1] << (64 - shift));
        }
        for (int i = n; i < 4; i++) {
            u[i] = 0;
        }
    }

    /** One quotient digit: {@code u[j..j+n]} loses {@code digit * v}. */
    private long digit(int j, int n, long top, long reciprocal) {
        long high = u[j + n];
        long next = u[j + n - 1];
        long qhat;
        long rhat;
        boolean rhatOverflows;
        if (Long.compareUnsigned(high, top) >= 0) {
            qhat = -1;
            rhat = next + top;
            rhatOverflows = Long.compareUnsigned(rhat, top) < 0;
        } else {
            qhat = quotient2by1(high, next, top, reciprocal);
            rhat = next - qhat * top;
            rhatOverflows = false;
        }
        while (!rhatOverflows && n > 1 && productAbove(qhat, v[n - 2], rhat, u[j + n - 2])) {
            qhat--;
            rhat += top;
            rhatOverflows = Long.compareUnsigned(rhat, top) < 0;
        }
        if (subtractProduct(j, n, qhat)) {
            qhat--;
            addBack(j, n);
        }
        return qhat;
    }

    private static boolean productAbove(long a, long b, long high, long low) {
        long productHigh = Math.unsignedMultiplyHigh(a, b);
        return productHigh == high
                ? Long.compareUnsigned(a * b, low) > 0
                : Long.compareUnsigned(productHigh, high) > 0;
    }

    /** Whether the difference fell below zero. */
    private boolean subtractProduct(int j, int n, long qhat) {
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long low = qhat * v[i] + carry;
            carry = Math.unsignedMultiplyHigh(qhat, v[i]) + Uint256.below(low, carry);
            long before = u[j + i];
            u[j + i] = before - low;
            carry += Uint256.below(before, low);
        }
        long before = u[j + n];
        u[j + n] = before - carry;
        return Long.compareUnsigned(before, carry) < 0;
    }

    private void addBack(int j, int n) {
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long t = u[j + i] + v[i];
            long r = t + carry;
            carry = Uint256.below(t, v[i]) | Uint256.below(r, t);
            u[j + i] = r;
        }
        u[j + n] += carry;
    }

    /** {@code (high, low) / d} for normalised {@code d} above {@code high}. */
    private static long quotient2by1(long high, long low, long d, long reciprocal) {
        long q0 = reciprocal * high;
        long q1 = Math.unsignedMultiplyHigh(reciprocal, high);
        long sum = q0 + low;
        q1 += high + Uint256.below(sum, low) + 1;
        long r = low - q1 * d;
        if (Long.compareUnsigned(r, sum) > 0) {
            q1--;
            r += d;
        }
        return Long.compareUnsigned(r, d) >= 0 ? q1 + 1 : q1;
    }

    /**
     * A 128-bit number by a normalised 64-bit one in two steps of 32 bits; the quotient fits 64
     * bits as {@code high < d}.
     */
    private static long divideWide(long high, long low, long d) {
        long d1 = d >>> 32;
        long d0 = d & 0xffffffffL;
        long q1 = halfDigit(high, low >>> 32, d1, d0);
        long rest = (high << 32 | low >>> 32) - q1 * d;
        long q0 = halfDigit(rest, low & 0xffffffffL, d1, d0);
        return (q1 << 32) + q0;
    }

    private static long halfDigit(long high, long next, long d1, long d0) {
        long qhat = Long.divideUnsigned(high, d1);
        long rhat = high - qhat * d1;
        while (qhat >>> 32 != 0 || Long.compareUnsigned(qhat * d0, rhat << 32 | next) > 0) {
            qhat--;
            rhat += d1;
            if (rhat >>> 32 != 0) {
                break;
            }
        }
        return qhat;
    }
}
