package io.kaizen.zk.field;

import java.math.BigInteger;

/**
 * Fp[i]/(i² + 1) for a prime that is 3 modulo 4: {@code c0 | c1}. Holds scratch: one thread.
 * Variable time.
 */
public final class Fp2 implements CoordinateField {
    private final PrimeField base;
    private final int n;
    private final int residueReal;
    private final long[] t;

    /**
     * @param residueReal a in the sextic non-residue ξ = a + i, at least 1
     */
    public Fp2(PrimeField base, int residueReal) {
        this.base = base;
        this.residueReal = residueReal;
        n = base.limbs();
        t = new long[4 * n];
    }

    public PrimeField base() {
        return base;
    }

    @Override
    public int limbs() {
        return 2 * n;
    }

    @Override
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.add(a, ao, b, bo, out, oo);
        base.add(a, ao + n, b, bo + n, out, oo + n);
    }

    @Override
    public void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.sub(a, ao, b, bo, out, oo);
        base.sub(a, ao + n, b, bo + n, out, oo + n);
    }

    @Override
    public void neg(long[] a, int ao, long[] out, int oo) {
        base.neg(a, ao, out, oo);
        base.neg(a, ao + n, out, oo + n);
    }

    /** Karatsuba: three products. */
    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.mul(a, ao, b, bo, t, 0);
        base.mul(a, ao + n, b, bo + n, t, n);
        base.add(a, ao, a, ao + n, t, 2 * n);
        base.add(b, bo, b, bo + n, t, 3 * n);
        base.mul(t, 2 * n, t, 3 * n, t, 2 * n);
        base.sub(t, 0, t, n, out, oo);
        base.sub(t, 2 * n, t, 0, t, 2 * n);
        base.sub(t, 2 * n, t, n, out, oo + n);
    }

    /** (a0 + a1)(a0 − a1) + 2·a0·a1·i. */
    @Override
    public void sqr(long[] a, int ao, long[] out, int oo) {
        base.add(a, ao, a, ao + n, t, 0);
        base.sub(a, ao, a, ao + n, t, n);
        base.mul(a, ao, a, ao + n, t, 2 * n);
        base.mul(t, 0, t, n, out, oo);
        base.add(t, 2 * n, t, 2 * n, out, oo + n);
    }

    /** By an element of the base field. */
    public void scale(long[] a, int ao, long[] k, int ko, long[] out, int oo) {
        base.mul(a, ao + n, k, ko, t, 0);
        base.mul(a, ao, k, ko, out, oo);
        base.copy(t, 0, out, oo + n);
    }

    public void conjugate(long[] a, int ao, long[] out, int oo) {
        base.copy(a, ao, out, oo);
        base.neg(a, ao + n, out, oo + n);
    }

    /** By ξ = a + i: (a·c0 − c1) + (c0 + a·c1)·i. */
    public void mulResidue(long[] a, int ao, long[] out, int oo) {
        multiple(a, ao, 0);
        multiple(a, ao + n, n);
        base.sub(t, 0, a, ao + n, t, 0);
        base.add(t, n, a, ao, out, oo + n);
        base.copy(t, 0, out, oo);
    }

    private void multiple(long[] a, int ao, int to) {
        base.copy(a, ao, t, to);
        for (int bit = Integer.highestOneBit(residueReal) >> 1; bit != 0; bit >>= 1) {
            base.dbl(t, to, t, to);
            if ((residueReal & bit) != 0) {
                base.add(t, to, a, ao, t, to);
            }
        }
    }

    /** c0² + c1², in the base field. */
    public void norm(long[] a, int ao, long[] out, int oo) {
        base.sqr(a, ao, t, 0);
        base.sqr(a, ao + n, t, n);
        base.add(t, 0, t, n, out, oo);
    }

    @Override
    public void invert(long[] a, int ao, long[] out, int oo) {
        norm(a, ao, t, 0);
        base.invert(t, 0, t, 0);
        base.mul(a, ao + n, t, 0, t, n);
        base.mul(a, ao, t, 0, out, oo);
        base.neg(t, n, out, oo + n);
    }

    @Override
    public void setOne(long[] out, int oo) {
        base.setOne(out, oo);
        for (int i = 0; i < n; i++) {
            out[oo + n + i] = 0;
        }
    }

    public boolean isOne(long[] a, int ao) {
        return base.isOne(a, ao) && base.isZero(a, ao + n);
    }

    public void set(BigInteger real, BigInteger imaginary, long[] out, int oo) {
        base.set(real, out, oo);
        base.set(imaginary, out, oo + n);
    }

    /** {@code a^exponent}, for set-up: not a hot path. */
    public void pow(long[] a, int ao, BigInteger exponent, long[] out, int oo) {
        long[] result = new long[2 * n];
        long[] power = new long[2 * n];
        copy(a, ao, power, 0);
        setOne(result, 0);
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            sqr(result, 0, result, 0);
            if (exponent.testBit(bit)) {
                mul(result, 0, power, 0, result, 0);
            }
        }
        copy(result, 0, out, oo);
    }
}
