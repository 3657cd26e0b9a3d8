package io.kaizen.zk.field;

import java.math.BigInteger;

/**
 * Fp6[w]/(w² − v) over BN254's coordinates: {@code c0 | c1}, so that w⁶ = ξ. Takes and gives tight
 * elements. Holds scratch: one thread. Variable time.
 *
 * <p>In terms of powers of w the six coefficients of Fp2 lie as {@code w⁰ w² w⁴ | w¹ w³ w⁵}.
 */
public final class Fp12 {
    /** Places of the coefficients of w^0 .. w^5. */
    private static final int[] PLACE = {0, 3, 1, 4, 2, 5};

    /** a, a³, a⁵ and a⁷. */
    private static final int ODD_POWERS = 4;

    private final Bn254Fp2 f2;
    private final Fp6 f6;
    private final int n2;
    private final int n;
    private final long[] t;
    private final long[] s;
    private final long[][] odd;
    private final long[] power;
    private final long[] inverse;

    /** ξ^(k(p−1)/6) for k of 0 to 5. */
    private final long[] frobenius;

    public Fp12(Bn254Fp2 quadratic) {
        f2 = quadratic;
        f6 = new Fp6(quadratic);
        n2 = quadratic.limbs();
        n = f6.limbs();
        t = new long[4 * n];
        s = new long[6 * n2];
        odd = new long[ODD_POWERS][2 * n];
        power = new long[2 * n];
        inverse = new long[2 * n];
        frobenius = new long[6 * n2];
        long[] xi = new long[n2];
        f2.setOne(xi, 0);
        f2.mulResidue(xi, 0, xi, 0);
        BigInteger sixth = f2.base().prime().subtract(BigInteger.ONE).divide(BigInteger.valueOf(6));
        f2.setOne(frobenius, 0);
        f2.pow(xi, 0, sixth, frobenius, n2);
        for (int k = 2; k < 6; k++) {
            f2.mul(frobenius, (k - 1) * n2, frobenius, n2, frobenius, k * n2);
        }
    }

    public int limbs() {
        return 2 * n;
    }

    /** Writes ξ^(k(p−1)/6), of Fp2: the factors that ψ needs too. */
    public void frobeniusFactor(int k, long[] out, int oo) {
        f2.copy(frobenius, k * n2, out, oo);
    }

    public void copy(long[] a, long[] out) {
        System.arraycopy(a, 0, out, 0, 2 * n);
    }

    public void setOne(long[] out) {
        java.util.Arrays.fill(out, 0, 2 * n, 0);
        f2.setOne(out, 0);
    }

    public boolean isOne(long[] a) {
        for (int at = n2; at < 2 * n; at += n2) {
            if (!f2.isZero(a, at)) {
                return false;
            }
        }
        return f2.isOne(a, 0);
    }

    /** Karatsuba: three products of Fp6. */
    public void mul(long[] a, long[] b, long[] out) {
        f6.mul(a, 0, b, 0, t, 0);
        f6.mul(a, n, b, n, t, n);
        f6.addLoose(a, 0, a, n, t, 2 * n);
        f6.addLoose(b, 0, b, n, t, 3 * n);
        f6.mul(t, 2 * n, t, 3 * n, t, 2 * n);
        f6.subLoose(t, 2 * n, t, 0, t, 2 * n);
        f6.sub(t, 2 * n, t, n, out, n);
        f6.mulV(t, n, t, n);
        f6.add(t, 0, t, n, out, 0);
    }

    /** The complex method: two products of Fp6. */
    public void sqr(long[] a, long[] out) {
        f6.mul(a, 0, a, n, t, 0);
        f6.addLoose(a, 0, a, n, t, n);
        f6.mulV(a, n, t, 2 * n);
        f6.addLoose(a, 0, t, 2 * n, t, 2 * n);
        f6.mul(t, n, t, 2 * n, t, n);
        f6.subLoose(t, n, t, 0, t, n);
        f6.mulV(t, 0, t, 2 * n);
        f6.sub(t, n, t, 2 * n, out, 0);
        f6.add(t, 0, t, 0, out, n);
    }

    /** By a line a + b·w + c·w³, given as {@code a | b | c} of Fp2: thirteen products of Fp2. */
    public void mulLine(long[] x, long[] line, long[] out) {
        f6.scale(x, 0, line, 0, t, 0);
        f6.mulSparse(x, n, line, n2, t, n);
        f6.addLoose(x, 0, x, n, t, 2 * n);
        f2.addLoose(line, 0, line, n2, s, 0);
        f2.copy(line, 2 * n2, s, n2);
        f6.mulSparse(t, 2 * n, s, 0, t, 2 * n);
        f6.subLoose(t, 2 * n, t, 0, t, 2 * n);
        f6.sub(t, 2 * n, t, n, out, n);
        f6.mulV(t, n, t, n);
        f6.add(t, 0, t, n, out, 0);
    }

    /** c0 − c1·w: the p⁶-th power; in the cyclotomic subgroup, the inverse. */
    public void conjugate(long[] a, long[] out) {
        System.arraycopy(a, 0, out, 0, n);
        f6.neg(a, n, out, n);
    }

    public void invert(long[] a, long[] out) {
        f6.mul(a, 0, a, 0, t, 0);
        f6.mul(a, n, a, n, t, n);
        f6.mulV(t, n, t, n);
        f6.sub(t, 0, t, n, t, 0);
        f6.invert(t, 0, t, 0);
        f6.mul(a, n, t, 0, t, n);
        f6.mul(a, 0, t, 0, out, 0);
        f6.neg(t, n, out, n);
    }

    /** The p-th power. */
    public void frobenius(long[] a, long[] out) {
        for (int k = 0; k < 6; k++) {
            int at = PLACE[k] * n2;
            f2.conjugate(a, at, out, at);
            f2.mul(out, at, frobenius, k * n2, out, at);
        }
    }

    /** {@code a^(p^count)}. */
    public void frobenius(long[] a, int count, long[] out) {
        copy(a, out);
        for (int i = 0; i < count; i++) {
            frobenius(out, out);
        }
    }

    /**
     * The square of an element of the cyclotomic subgroup (Granger and Scott 2009): with Fp4 =
     * Fp2[y]/(y² − ξ) the three pairs (w⁰, w³), (w¹, w⁴), (w², w⁵) are squared apart.
     */
    public void sqrCyclotomic(long[] a, long[] out) {
        sqrFp4(a, PLACE[0] * n2, PLACE[3] * n2, 0);
        sqrFp4(a, PLACE[1] * n2, PLACE[4] * n2, 2 * n2);
        sqrFp4(a, PLACE[2] * n2, PLACE[5] * n2, 4 * n2);
        f2.mulResidue(s, 5 * n2, s, 5 * n2);
        tripleMinusDouble(0, a, PLACE[0] * n2, out);
        triplePlusDouble(n2, a, PLACE[3] * n2, out);
        tripleMinusDouble(4 * n2, a, PLACE[4] * n2, out);
        triplePlusDouble(5 * n2, a, PLACE[1] * n2, out);
        tripleMinusDouble(2 * n2, a, PLACE[2] * n2, out);
        triplePlusDouble(3 * n2, a, PLACE[5] * n2, out);
    }

    /** s[to] + s[to + 1]·y = (a_x + a_z·y)². */
    private void sqrFp4(long[] a, int x, int z, int to) {
        f2.sqr(a, x, t, 0);
        f2.sqr(a, z, t, n2);
        f2.addLoose(a, x, a, z, t, 2 * n2);
        f2.sqr(t, 2 * n2, t, 2 * n2);
        f2.subLoose(t, 2 * n2, t, 0, t, 2 * n2);
        f2.subLoose(t, 2 * n2, t, n2, s, to + n2);
        f2.mulResidue(t, n2, t, n2);
        f2.addLoose(t, 0, t, n2, s, to);
    }

    /** out[at] = 3·s[from] − 2·a[at]. */
    private void tripleMinusDouble(int from, long[] a, int at, long[] out) {
        f2.subLoose(s, from, a, at, t, 0);
        f2.dblLoose(t, 0, t, 0);
        f2.add(t, 0, s, from, out, at);
    }

    /** out[at] = 3·s[from] + 2·a[at]. */
    private void triplePlusDouble(int from, long[] a, int at, long[] out) {
        f2.addLoose(s, from, a, at, t, 0);
        f2.dblLoose(t, 0, t, 0);
        f2.add(t, 0, s, from, out, at);
    }

    /**
     * A power of a cyclotomic element by the odd digits of the exponent: inverses are conjugates.
     *
     * @param digits of at most {@code 2·ODD_POWERS − 1} in size, least significant first; the last
     *     one above 0
     */
    public void powCyclotomic(long[] a, byte[] digits, long[] out) {
        copy(a, odd[0]);
        sqrCyclotomic(a, power);
        for (int i = 1; i < ODD_POWERS; i++) {
            mul(odd[i - 1], power, odd[i]);
        }
        copy(odd[digits[digits.length - 1] >> 1], power);
        for (int i = digits.length - 2; i >= 0; i--) {
            sqrCyclotomic(power, power);
            int digit = digits[i];
            if (digit > 0) {
                mul(power, odd[digit >> 1], power);
            } else if (digit < 0) {
                conjugate(odd[-digit >> 1], inverse);
                mul(power, inverse, power);
            }
        }
        copy(power, out);
    }
}
