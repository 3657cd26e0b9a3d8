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
    private long wideTop;
    private long wideNext;
    private long wideReciprocal;

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
        reduce(5, s, d, z);
    }

    /** {@code (x * y) mod z}, the product not cut off. */
    void mulMod(long[] s, int d, int x, int y, int z) {
        long b0 = s[y + 3];
        long b1 = s[y + 2];
        long b2 = s[y + 1];
        long b3 = s[y];
        long a = s[x + 3];
        u[0] = a * b0;
        long carry = Math.unsignedMultiplyHigh(a, b0);
        long low = a * b1 + carry;
        u[1] = low;
        carry = Math.unsignedMultiplyHigh(a, b1) + Uint256.below(low, carry);
        low = a * b2 + carry;
        u[2] = low;
        carry = Math.unsignedMultiplyHigh(a, b2) + Uint256.below(low, carry);
        low = a * b3 + carry;
        u[3] = low;
        u[4] = Math.unsignedMultiplyHigh(a, b3) + Uint256.below(low, carry);
        for (int i = 1; i < 4; i++) {
            row(i, s[x + 3 - i], b3, b2, b1, b0);
        }
        reduce(8, s, d, z);
    }

    /** Adds {@code a * b} to {@code u[i..i+4)} and sets {@code u[i+4]}. */
    private void row(int i, long a, long b3, long b2, long b1, long b0) {
        long low = a * b0;
        long sum = low + u[i];
        u[i] = sum;
        long carry = Math.unsignedMultiplyHigh(a, b0) + Uint256.below(sum, low);
        low = a * b1 + carry;
        carry = Math.unsignedMultiplyHigh(a, b1) + Uint256.below(low, carry);
        sum = low + u[i + 1];
        u[i + 1] = sum;
        carry += Uint256.below(sum, low);
        low = a * b2 + carry;
        carry = Math.unsignedMultiplyHigh(a, b2) + Uint256.below(low, carry);
        sum = low + u[i + 2];
        u[i + 2] = sum;
        carry += Uint256.below(sum, low);
        low = a * b3 + carry;
        carry = Math.unsignedMultiplyHigh(a, b3) + Uint256.below(low, carry);
        sum = low + u[i + 3];
        u[i + 3] = sum;
        u[i + 4] = carry + Uint256.below(sum, low);
    }

    /** {@code u[0..m)} modulo the word at {@code z}. */
    private void reduce(int m, long[] s, int d, int z) {
        if (s[z] != 0) {
            reduceWide(m, s, d, z);
        } else {
            divide(m, loadDivisor(s, z));
            store(u, s, d);
        }
    }

    /**
     * As {@link #reduce} for a divisor of four limbs, all in locals: each limb of the quotient by
     * three limbs over two (Möller and Granlund, algorithm 5), which is at most one too large.
     */
    private void reduceWide(int m, long[] s, int d, int z) {
        int shift = Long.numberOfLeadingZeros(s[z]);
        int rest = 63 - shift;
        long v3 = s[z] << shift | s[z + 1] >>> 1 >>> rest;
        long v2 = s[z + 1] << shift | s[z + 2] >>> 1 >>> rest;
        long v1 = s[z + 2] << shift | s[z + 3] >>> 1 >>> rest;
        long v0 = s[z + 3] << shift;
        long reciprocal = reciprocal(v3, v2);
        long r3 = u[m - 1] >>> 1 >>> rest;
        long r2 = u[m - 1] << shift | u[m - 2] >>> 1 >>> rest;
        long r1 = u[m - 2] << shift | u[m - 3] >>> 1 >>> rest;
        long r0 = u[m - 3] << shift | u[m - 4] >>> 1 >>> rest;
        for (int j = m - 4; j >= 0; j--) {
            long w = u[j] << shift | (j == 0 ? 0 : u[j - 1] >>> 1 >>> rest);
            long q;
            long h2 = 0;
            long h1;
            long h0;
            if (r3 == v3 && r2 == v2) {
                // The largest quotient: (r3, r2, r1) - q (v3, v2) = r1 + (v3, v2), as limbs.
                q = -1;
                h0 = r1 + v2;
                long carry = Uint256.below(h0, v2);
                h1 = v3 + carry;
                h2 = Uint256.below(h1, carry);
            } else {
                long q0 = reciprocal * r3;
                q = Math.unsignedMultiplyHigh(reciprocal, r3);
                q0 += r2;
                q += r3 + Uint256.below(q0, r2);
                long t0 = v2 * q;
                long t1 = Math.unsignedMultiplyHigh(v2, q);
                h1 = r2 - q * v3;
                h0 = r1 - t0;
                h1 = h1 - t1 - Uint256.below(r1, t0);
                long before = h0;
                h0 -= v2;
                h1 = h1 - v3 - Uint256.below(before, v2);
                q++;
                if (Long.compareUnsigned(h1, q0) >= 0) {
                    q--;
                    h0 += v2;
                    h1 += v3 + Uint256.below(h0, v2);
                }
                if (Long.compareUnsigned(h1, v3) > 0
                        || (h1 == v3 && Long.compareUnsigned(h0, v2) >= 0)) {
                    q++;
                    before = h0;
                    h0 -= v2;
                    h1 = h1 - v3 - Uint256.below(before, v2);
                }
            }
            long p0 = q * v0;
            long p1 = q * v1;
            long high = Math.unsignedMultiplyHigh(q, v0);
            p1 += high;
            long p2 = Math.unsignedMultiplyHigh(q, v1) + Uint256.below(p1, high);
            long borrow = Uint256.below(w, p0);
            long n0 = w - p0;
            long t = r0 - p1;
            long n1 = t - borrow;
            borrow = Uint256.below(r0, p1) | Uint256.below(t, borrow);
            t = h0 - p2;
            long n2 = t - borrow;
            borrow = Uint256.below(h0, p2) | Uint256.below(t, borrow);
            long n3 = h1 - borrow;
            if (Uint256.below(h1, borrow) > h2) {
                long sum = n0 + v0;
                long carry = Uint256.below(sum, v0);
                n0 = sum;
                t = n1 + v1;
                sum = t + carry;
                carry = Uint256.below(t, v1) | Uint256.below(sum, t);
                n1 = sum;
                t = n2 + v2;
                sum = t + carry;
                carry = Uint256.below(t, v2) | Uint256.below(sum, t);
                n2 = sum;
                n3 += v3 + carry;
            }
            r3 = n3;
            r2 = n2;
            r1 = n1;
            r0 = n0;
        }
        Uint256.set(
                s,
                d,
                r3 >>> shift,
                r2 >>> shift | r3 << 1 << rest,
                r1 >>> shift | r2 << 1 << rest,
                r0 >>> shift | r1 << 1 << rest);
    }

    /** Of a normalised divisor's two top limbs (Möller and Granlund, algorithm 6). */
    private long reciprocal(long top, long next) {
        if (top == wideTop && next == wideNext) {
            return wideReciprocal;
        }
        long v = reciprocal(top);
        long p = top * v + next;
        if (Long.compareUnsigned(p, next) < 0) {
            v--;
            if (Long.compareUnsigned(p, top) >= 0) {
                v--;
                p -= top;
            }
            p -= top;
        }
        long t1 = Math.unsignedMultiplyHigh(v, next);
        long t0 = v * next;
        p += t1;
        if (Long.compareUnsigned(p, t1) < 0) {
            v--;
            boolean above =
                    Long.compareUnsigned(p, top) > 0
                            || (p == top && Long.compareUnsigned(t0, next) >= 0);
            if (above) {
                v--;
            }
        }
        wideTop = top;
        wideNext = next;
        wideReciprocal = v;
        return v;
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
