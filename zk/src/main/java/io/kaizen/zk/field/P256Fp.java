package io.kaizen.zk.field;

import java.math.BigInteger;

/** The coordinates of P-256 (FIPS 186-5, secp256r1). Loose numbers are below 16p in size. */
public final class P256Fp extends UnsaturatedField {
    public static final P256Fp INSTANCE = new P256Fp();

    private P256Fp() {
        super(
                new BigInteger(
                        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16),
                16);
    }

    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        assert isLoose(a, ao) && isLoose(b, bo) : "factor beyond its bounds";
        P256Kernels.mul(a, ao, b, bo, out, oo);
    }

    @Override
    public void sqr(long[] a, int ao, long[] out, int oo) {
        assert isLoose(a, ao) : "factor beyond its bounds";
        P256Kernels.sqr(a, ao, out, oo);
    }
}
