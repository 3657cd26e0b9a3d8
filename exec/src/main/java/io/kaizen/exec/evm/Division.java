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

    void div(long[] s, int sp) {
        int y = sp - 8;
        if (smallOperands(s, sp)) {
            long divisor = s[y + 3];
            Uint256.set(s, y, divisor == 0 ? 0 : Long.divideUnsigned(s[sp - 1], divisor));
            return;
        }
        int n = loadOperands(s, sp - 4, y);
        divide(4, n);
        store(q, s, y);
    }

    void mod(long[] s, int sp) {
        int y = sp - 8;
        if (smallOperands(s, sp)) {
            long divisor = s[y + 3];
            Uint256.set(s, y, divisor == 0 ? 0 : Long.remainderUnsigned(s[sp - 1], divisor));
            return;
        }
        int n = loadOperands(s, sp - 4, y);
        divide(4, n);
        store(u, s, y);
    }

    /** Truncates towards zero; the most negative number divided by -1 is itself. */
    void sdiv(long[] s, int sp) {
        boolean negative = (s[sp - 4] ^ s[sp - 8]) < 0;
        absolute(s, sp - 4);
        absolute(s, sp - 8);
        div(s, sp);
        if (negative) {
            Uint256.negate(s, sp - 8);
        }
    }

    /** The remainder takes the dividend's sign. */
    void smod(long[] s, int sp) {
        boolean negative = s[sp - 4] < 0;
        absolute(s, sp - 4);
        absolute(s, sp - 8);
        mod(s, sp);
        if (negative) {
            Uint256.negate(s, sp - 8);
        }
    }

    /** Three operands; the result replaces the third. */
    void addMod(long[] s, int sp) {
        int modulus = sp - 12;
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long a = s[sp - 1 - i];
            long t = a + s[sp - 5 - i];
            long r = t + carry;
            carry = Uint256.below(t, a) | Uint256.below(r, t);
            u[i] = r;
        }
        u[4] = carry;
        divide(5, loadDivisor(s, modulus));
        store(u, s, modulus);
    }

    void mulMod(long[] s, int sp) {
        int modulus = sp - 12;
        java.util.Arrays.fill(u, 0, 8, 0);
        for (int i = 0; i < 4; i++) {
            long a = s[sp - 1 - i];
            long carry = 0;
            for (int j = 0; j < 4; j++) {
                long b = s[sp - 5 - j];
                long low = a * b + carry;
                long high = Math.unsignedMultiplyHigh(a, b) + Uint256.below(low, carry);
                long r = low + u[i + j];
                carry = high + Uint256.below(r, low);
                u[i + j] = r;
            }
            u[i + 4] = carry;
        }
        divide(8, loadDivisor(s, modulus));
        store(u, s, modulus);
    }

    private static boolean smallOperands(long[] s, int sp) {
        return (s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 8] | s[sp - 7] | s[sp - 6]) == 0;
    }

    private static void absolute(long[] s, int x) {
        if (s[x] < 0) {
            Uint256.negate(s, x);
        }
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
        long reciprocal = divideWide(~top, -1, top);
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
