package io.kaizen.zk.curve;

import io.kaizen.zk.field.Bn254Fp;
import java.math.BigInteger;

/**
 * Multiplication by λ on G1 of BN254 is (x, y) → (βx, y): a scalar is split in two of half its
 * length (Gallant, Lambert and Vanstone 2001). {@code zk/docs/bn254.md} has the lattice. Pure.
 */
final class Bn254Endomorphism {
    /** Limbs of a half, which is below 2^128 in size and may be negative on the way. */
    static final int HALF_LIMBS = 3;

    private static final int LIMBS = 4;
    private static final BigInteger U = BigInteger.valueOf(Bn254.U);
    private static final BigInteger R = Bn254.SCALAR.prime();

    // The short vectors (a, s) and (s, −b), with a = 6u² + 4u + 1, b = 6u² + 2u, s = 2u + 1.
    private static final long[] A = limbs(polynomial(6, 4, 1), 2);
    private static final long[] B = limbs(polynomial(6, 2, 0), 2);
    private static final long[] S = limbs(polynomial(2, 1), 1);

    // b/r and s/r in units of 2^−256.
    private static final long[] B_BY_R = limbs(polynomial(6, 2, 0).shiftLeft(256).divide(R), 3);
    private static final long[] S_BY_R = limbs(polynomial(2, 1).shiftLeft(256).divide(R), 2);

    private static final long[] BETA = beta();

    private Bn254Endomorphism() {}

    /** In u, highest power first. */
    private static BigInteger polynomial(int... coefficients) {
        BigInteger sum = BigInteger.ZERO;
        for (int coefficient : coefficients) {
            sum = sum.multiply(U).add(BigInteger.valueOf(coefficient));
        }
        return sum;
    }

    private static long[] limbs(BigInteger value, int count) {
        long[] limbs = new long[count];
        for (int i = 0; i < count; i++) {
            limbs[i] = value.shiftRight(64 * i).longValue();
        }
        return limbs;
    }

    private static long[] beta() {
        long[] beta = new long[Bn254Fp.LIMBS];
        Bn254.BASE.set(polynomial(18, 18, 9, 1), beta, 0);
        return beta;
    }

    /** x → βx, of an affine point's first coordinate. */
    static void map(long[] x, int xo, long[] out, int oo) {
        Bn254.BASE.mul(x, xo, BETA, 0, out, oo);
    }

    /**
     * Writes sizes k1 and k2 with {@code ±k = k1 ± λ·k2} modulo r, for any number k of four limbs.
     *
     * @return whether k2 is to be subtracted
     */
    static boolean split(long[] k, long[] k1, long[] k2) {
        // (k, 0) is c1·(a, s) + c2·(s, −b) for c1 = k·b/r and c2 = k·s/r: their floors leave a
        // rest.
        long[] c1 = new long[HALF_LIMBS];
        long[] c2 = new long[HALF_LIMBS];
        upper(k, B_BY_R, c1);
        upper(k, S_BY_R, c2);
        System.arraycopy(k, 0, k1, 0, HALF_LIMBS);
        subtractProduct(k1, c1, A);
        subtractProduct(k1, c2, S);
        // The second rest is c2·b − c1·s: its negative first, which is c1·s − c2·b.
        java.util.Arrays.fill(k2, 0);
        subtractProduct(k2, c2, B);
        negate(k2);
        subtractProduct(k2, c1, S);
        boolean negative = k2[HALF_LIMBS - 1] < 0;
        if (negative) {
            negate(k2);
        }
        return negative;
    }

    /** The product's limbs from the fourth on. */
    private static void upper(long[] k, long[] factor, long[] out) {
        long[] product = new long[LIMBS + factor.length];
        for (int i = 0; i < LIMBS; i++) {
            long carry = 0;
            for (int j = 0; j < factor.length; j++) {
                long low = k[i] * factor[j];
                long high = Math.unsignedMultiplyHigh(k[i], factor[j]);
                long sum = product[i + j] + low;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                long total = sum + carry;
                high += Long.compareUnsigned(total, carry) < 0 ? 1 : 0;
                product[i + j] = total;
                carry = high;
            }
            product[i + factor.length] = carry;
        }
        System.arraycopy(product, LIMBS, out, 0, factor.length);
    }

    /** {@code from -= a·b} in two's complement on {@link #HALF_LIMBS} limbs. */
    private static void subtractProduct(long[] from, long[] a, long[] b) {
        for (int i = 0; i < HALF_LIMBS; i++) {
            long borrow = 0;
            for (int j = 0; i + j < HALF_LIMBS; j++) {
                long factor = j < b.length ? b[j] : 0;
                long low = a[i] * factor;
                long high = Math.unsignedMultiplyHigh(a[i], factor);
                long sum = low + borrow;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                high += Long.compareUnsigned(from[i + j], sum) < 0 ? 1 : 0;
                from[i + j] -= sum;
                borrow = high;
            }
        }
    }

    private static void negate(long[] x) {
        long carry = 1;
        for (int i = 0; i < x.length; i++) {
            x[i] = ~x[i] + carry;
            carry = carry == 1 && x[i] == 0 ? 1 : 0;
        }
    }
}
