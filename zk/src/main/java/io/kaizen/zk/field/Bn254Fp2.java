package io.kaizen.zk.field;

import java.math.BigInteger;

/**
 * Fp[i]/(i² + 1) over BN254's coordinates: {@code c0 | c1}. What is tight and loose is so of both
 * parts, as {@link UnsaturatedField} has it; here too every operation takes loose elements and
 * gives tight ones unless its name says otherwise. Holds scratch: one thread. Variable time.
 */
public final class Bn254Fp2 implements CoordinateField {
    public static final int LIMBS = 2 * Bn254Fp.LIMBS;

    private static final int N = Bn254Fp.LIMBS;

    private final Bn254Fp base = Bn254Fp.INSTANCE;
    private final long[] t = new long[3 * N];

    public Bn254Fp base() {
        return base;
    }

    @Override
    public int limbs() {
        return LIMBS;
    }

    @Override
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.add(a, ao, b, bo, out, oo);
        base.add(a, ao + N, b, bo + N, out, oo + N);
    }

    @Override
    public void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.sub(a, ao, b, bo, out, oo);
        base.sub(a, ao + N, b, bo + N, out, oo + N);
    }

    @Override
    public void neg(long[] a, int ao, long[] out, int oo) {
        base.neg(a, ao, out, oo);
        base.neg(a, ao + N, out, oo + N);
    }

    /** As {@link UnsaturatedField#addLoose}. */
    public void addLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.addLoose(a, ao, b, bo, out, oo);
        base.addLoose(a, ao + N, b, bo + N, out, oo + N);
    }

    /** As {@link UnsaturatedField#subLoose}. */
    public void subLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.subLoose(a, ao, b, bo, out, oo);
        base.subLoose(a, ao + N, b, bo + N, out, oo + N);
    }

    /** As {@link UnsaturatedField#dblLoose}. */
    public void dblLoose(long[] a, int ao, long[] out, int oo) {
        base.dblLoose(a, ao, out, oo);
        base.dblLoose(a, ao + N, out, oo + N);
    }

    /** As {@link UnsaturatedField#tighten}. */
    public void tighten(long[] a, int ao, long[] out, int oo) {
        base.tighten(a, ao, out, oo);
        base.tighten(a, ao + N, out, oo + N);
    }

    /** Karatsuba: three products, two reductions. */
    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        base.mulComplex(a, ao, b, bo, out, oo);
    }

    /** (a0 + a1)(a0 − a1) + 2·a0·a1·i, of an element whose limbs are below 3·2^53. */
    @Override
    public void sqr(long[] a, int ao, long[] out, int oo) {
        base.addLoose(a, ao, a, ao + N, t, 0);
        base.subLoose(a, ao, a, ao + N, t, N);
        base.dblLoose(a, ao, t, 2 * N);
        base.mul(t, 2 * N, a, ao + N, out, oo + N);
        base.mul(t, 0, t, N, out, oo);
    }

    /** By an element of the base field. */
    public void scale(long[] a, int ao, long[] k, int ko, long[] out, int oo) {
        base.mul(a, ao + N, k, ko, t, 0);
        base.mul(a, ao, k, ko, out, oo);
        base.copy(t, 0, out, oo + N);
    }

    public void conjugate(long[] a, int ao, long[] out, int oo) {
        base.copy(a, ao, out, oo);
        base.neg(a, ao + N, out, oo + N);
    }

    /** By ξ = 9 + i: (9·c0 − c1) + (c0 + 9·c1)·i. */
    public void mulResidue(long[] a, int ao, long[] out, int oo) {
        base.nonuple(a, ao, a, ao + N, -1, t, 0);
        base.nonuple(a, ao + N, a, ao, 1, out, oo + N);
        base.copy(t, 0, out, oo);
    }

    /** c0² + c1², in the base field. */
    public void norm(long[] a, int ao, long[] out, int oo) {
        base.sqr(a, ao, t, 0);
        base.sqr(a, ao + N, t, N);
        base.add(t, 0, t, N, out, oo);
    }

    @Override
    public void invert(long[] a, int ao, long[] out, int oo) {
        norm(a, ao, t, 0);
        base.invert(t, 0, t, 0);
        base.mul(a, ao + N, t, 0, t, N);
        base.mul(a, ao, t, 0, out, oo);
        base.neg(t, N, out, oo + N);
    }

    @Override
    public void setOne(long[] out, int oo) {
        base.setOne(out, oo);
        for (int i = 0; i < N; i++) {
            out[oo + N + i] = 0;
        }
    }

    @Override
    public boolean isZero(long[] a, int ao) {
        return base.isZero(a, ao) && base.isZero(a, ao + N);
    }

    @Override
    public boolean equal(long[] a, int ao, long[] b, int bo) {
        return base.equal(a, ao, b, bo) && base.equal(a, ao + N, b, bo + N);
    }

    public boolean isOne(long[] a, int ao) {
        return base.isOne(a, ao) && base.isZero(a, ao + N);
    }

    public void set(BigInteger real, BigInteger imaginary, long[] out, int oo) {
        base.set(real, out, oo);
        base.set(imaginary, out, oo + N);
    }

    /** {@code a^exponent}, for set-up: not a hot path. */
    public void pow(long[] a, int ao, BigInteger exponent, long[] out, int oo) {
        long[] result = new long[LIMBS];
        long[] power = new long[LIMBS];
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
