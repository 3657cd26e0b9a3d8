package io.kaizen.zk.field;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Modular inversion by binary GCD in rounds of 31 steps on 64-bit approximations. Source: Pornin,
 * "Optimized Binary GCD for Modular Inversion" (2020), §3, with runs of zeros skipped. Immutable;
 * the numbers in flight are on the caller's thread. Variable time.
 *
 * <p>Invariant of every round, modulo m: {@code a = input * u} and {@code b = input * v}.
 */
public final class Inversion {
    private static final int STEPS = 31;
    private static final long LOW_MASK = (1L << STEPS) - 1;

    private final long[] modulus;
    private final long[] cube;
    private final long negInverseLow;

    Inversion(BigInteger prime, long[] modulus) {
        this.modulus = modulus;
        int limbs = modulus.length;
        BigInteger low = BigInteger.ONE.shiftLeft(STEPS);
        negInverseLow = prime.negate().modInverse(low).longValue();
        cube = PrimeField.plainLimbs(BigInteger.ONE.shiftLeft(3 * 64 * limbs).mod(prime), limbs);
    }

    /** Of numbers modulo an odd prime. */
    public Inversion(BigInteger prime) {
        // One bit of room: sums of two numbers are not carried.
        this(prime, PrimeField.plainLimbs(prime, prime.bitLength() / 64 + 1));
    }

    /** The inverse of a number in [0, m); of zero, zero. */
    public BigInteger of(BigInteger number) {
        long[] limbs = PrimeField.plainLimbs(number, modulus.length);
        plain(limbs, limbs);
        ByteBuffer bytes = ByteBuffer.allocate(8 * limbs.length);
        for (int i = limbs.length - 1; i >= 0; i--) {
            bytes.putLong(limbs[i]);
        }
        return new BigInteger(1, bytes.array());
    }

    /** Writes the inverse of a Montgomery form, in Montgomery form; of zero, zero. */
    void run(PrimeField field, long[] in, int io, long[] out, int oo) {
        int n = modulus.length;
        long[] number = new long[n];
        System.arraycopy(in, io, number, 0, n);
        plain(number, number);
        // In: x·R. Here: (x·R)⁻¹. Montgomery multiplication by R³ leaves x⁻¹·R.
        field.mul(number, 0, cube, 0, out, oo);
    }

    /** Writes the inverse of a plain number below m; of zero, zero. */
    void plain(long[] in, long[] out) {
        int n = modulus.length;
        State s = new State(n);
        System.arraycopy(in, 0, s.a, 0, n);
        System.arraycopy(modulus, 0, s.b, 0, n);
        s.u[0] = 1;
        while (!isZero(s.a)) {
            s.approximate();
            s.steps();
            combine(s, s.a, s.b, false);
            combine(s, s.u, s.v, true);
        }
        System.arraycopy(s.v, 0, out, 0, n);
    }

    /** The two numbers, their cofactors, and the matrix of the round. */
    private static final class State {
        final long[] a;
        final long[] b;
        final long[] u;
        final long[] v;
        final long[] first;
        final long[] second;
        long headA;
        long headB;
        long f0;
        long g0;
        long f1;
        long g1;

        State(int n) {
            a = new long[n];
            b = new long[n];
            u = new long[n];
            v = new long[n];
            first = new long[n + 1];
            second = new long[n + 1];
        }

        /** Of each number the 33 bits below the longer one's top, and the 31 lowest. */
        void approximate() {
            int top = a.length - 1;
            while (top > 0 && (a[top] | b[top]) == 0) {
                top--;
            }
            if (top == 0) {
                headA = a[0];
                headB = b[0];
                return;
            }
            int shift = Long.numberOfLeadingZeros(a[top] | b[top]);
            headA = (window(a, top, shift) & ~LOW_MASK) | (a[0] & LOW_MASK);
            headB = (window(b, top, shift) & ~LOW_MASK) | (b[0] & LOW_MASK);
        }

        private static long window(long[] x, int top, int shift) {
            return shift == 0 ? x[top] : (x[top] << shift) | (x[top - 1] >>> (64 - shift));
        }

        /** 31 halvings: the new numbers are (a·f + b·g) / 2^31 for the two rows. */
        void steps() {
            long x = headA;
            long y = headB;
            long fx = 1;
            long gx = 0;
            long fy = 0;
            long gy = 1;
            int left = STEPS;
            while (true) {
                int zeros = Math.min(Long.numberOfTrailingZeros(x), left);
                x >>>= zeros;
                fy <<= zeros;
                gy <<= zeros;
                left -= zeros;
                if (left == 0) {
                    break;
                }
                if (Long.compareUnsigned(x, y) < 0) {
                    long swap = x;
                    x = y;
                    y = swap;
                    swap = fx;
                    fx = fy;
                    fy = swap;
                    swap = gx;
                    gx = gy;
                    gy = swap;
                }
                x -= y;
                fx -= fy;
                gx -= gy;
            }
            f0 = fx;
            g0 = gx;
            f1 = fy;
            g1 = gy;
        }
    }

    /** Applies the round's matrix to a pair of numbers, or of cofactors. */
    private void combine(State s, long[] x, long[] y, boolean modular) {
        weigh(x, s.f0, y, s.g0, s.first);
        weigh(x, s.f1, y, s.g1, s.second);
        if (modular) {
            divideModular(s.first, x);
            divideModular(s.second, y);
            return;
        }
        if (divide(s.first, x)) {
            s.f0 = -s.f0;
            s.g0 = -s.g0;
        }
        if (divide(s.second, y)) {
            s.f1 = -s.f1;
            s.g1 = -s.g1;
        }
    }

    /** {@code out = x·f + y·g}, in two's complement with one limb more. */
    private static void weigh(long[] x, long f, long[] y, long g, long[] out) {
        int n = x.length;
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long lowF = x[i] * f;
            long highF = Math.unsignedMultiplyHigh(x[i], f) - ((f >> 63) & x[i]);
            long lowG = y[i] * g;
            long highG = Math.unsignedMultiplyHigh(y[i], g) - ((g >> 63) & y[i]);
            long sum = lowF + lowG;
            long high = highF + highG + carryOf(sum, lowF);
            long total = sum + carry;
            // The carry is signed: its sign extension is added to the high part.
            high += (carry >> 63) + carryOf(total, sum);
            out[i] = total;
            carry = high;
        }
        out[n] = carry;
    }

    private static long carryOf(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    /** {@code out = |wide / 2^31|}, which is exact; true where it was negative. */
    private static boolean divide(long[] wide, long[] out) {
        int n = out.length;
        boolean negative = wide[n] < 0;
        for (int i = 0; i < n; i++) {
            out[i] = (wide[i] >>> STEPS) | (wide[i + 1] << (64 - STEPS));
        }
        if (negative) {
            long carry = 1;
            for (int i = 0; i < n; i++) {
                out[i] = ~out[i] + carry;
                carry = carry == 1 && out[i] == 0 ? 1 : 0;
            }
        }
        return negative;
    }

    /** {@code out = wide / 2^31} modulo m. */
    private void divideModular(long[] wide, long[] out) {
        int n = out.length;
        long factor = (wide[0] * negInverseLow) & LOW_MASK;
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long low = modulus[i] * factor;
            long high = Math.unsignedMultiplyHigh(modulus[i], factor);
            long sum = wide[i] + low;
            high += carryOf(sum, low);
            long total = sum + carry;
            carry = high + carryOf(total, sum);
            wide[i] = total;
        }
        wide[n] += carry;
        boolean negative = wide[n] < 0;
        for (int i = 0; i < n; i++) {
            out[i] = (wide[i] >>> STEPS) | (wide[i + 1] << (64 - STEPS));
        }
        // Now between -m and 2m.
        if (negative) {
            addModulus(out);
        } else {
            subtractModulusIfNotBelow(out);
        }
    }

    private void addModulus(long[] x) {
        long carry = 0;
        for (int i = 0; i < x.length; i++) {
            long sum = x[i] + modulus[i];
            long total = sum + carry;
            carry = carryOf(sum, modulus[i]) | carryOf(total, sum);
            x[i] = total;
        }
    }

    private void subtractModulusIfNotBelow(long[] x) {
        for (int i = x.length - 1; i >= 0; i--) {
            if (x[i] != modulus[i]) {
                if (Long.compareUnsigned(x[i], modulus[i]) < 0) {
                    return;
                }
                break;
            }
        }
        long borrow = 0;
        for (int i = 0; i < x.length; i++) {
            long difference = x[i] - modulus[i];
            long next = Long.compareUnsigned(x[i], modulus[i]) < 0 ? 1 : 0;
            next |= Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0;
            x[i] = difference - borrow;
            borrow = next;
        }
    }

    private static boolean isZero(long[] x) {
        long bits = 0;
        for (long limb : x) {
            bits |= limb;
        }
        return bits == 0;
    }
}
