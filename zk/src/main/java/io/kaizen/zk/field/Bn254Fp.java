package io.kaizen.zk.field;

import java.math.BigInteger;

/** The coordinates of BN254. Loose numbers are below 32p in size. */
public final class Bn254Fp extends UnsaturatedField {
    public static final Bn254Fp INSTANCE = new Bn254Fp();

    private Bn254Fp() {
        super(
                new BigInteger(
                        "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16),
                32);
    }

    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        assert isLoose(a, ao) && isLoose(b, bo) : "factor beyond its bounds";
        Bn254Kernels.mul(a, ao, b, bo, out, oo);
    }

    @Override
    public void sqr(long[] a, int ao, long[] out, int oo) {
        assert isLoose(a, ao) : "factor beyond its bounds";
        Bn254Kernels.sqr(a, ao, out, oo);
    }

    /** As in {@link Bn254Fp2#mul}. */
    void mulComplex(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        assert isLoose(a, ao) && isLoose(b, bo) : "factor beyond its bounds";
        assert isLoose(a, ao + LIMBS) && isLoose(b, bo + LIMBS) : "factor beyond its bounds";
        Bn254Kernels.mulComplex(a, ao, b, bo, out, oo);
    }

    /** out = 9a ± b, tight: of the product by 9 + i. */
    void nonuple(long[] a, int ao, long[] b, int bo, int sign, long[] out, int oo) {
        tighten(
                9 * a[ao] + sign * b[bo],
                9 * a[ao + 1] + sign * b[bo + 1],
                9 * a[ao + 2] + sign * b[bo + 2],
                9 * a[ao + 3] + sign * b[bo + 3],
                9 * a[ao + 4] + sign * b[bo + 4],
                out,
                oo);
    }
}
