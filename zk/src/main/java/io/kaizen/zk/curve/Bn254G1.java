package io.kaizen.zk.curve;

import io.kaizen.zk.field.Field256;
import java.math.BigInteger;

/**
 * G1 of BN254, encoded as EIP-196 has it: big-endian {@code x | y}, 64 bytes, zeros at infinity.
 * The curve's order is prime, so that every point of it is in the group. One thread. Variable time.
 */
public final class Bn254G1 {
    public static final int BYTES = 64;

    /** Longs of an affine point. */
    public static final int LIMBS = 8;

    private static final Field256 F = Bn254.BASE;

    private final JacobianCurve curve;
    private final long[] p = new long[12];
    private final long[] q = new long[12];

    public Bn254G1() {
        long[] three = new long[4];
        F.set(BigInteger.valueOf(3), three, 0);
        curve = new JacobianCurve(F, three);
    }

    public JacobianCurve curve() {
        return curve;
    }

    /** False, and the output of no meaning, where a coordinate is not below p or off the curve. */
    public boolean decode(byte[] in, int at, long[] out, int oo) {
        return F.decode(in, at, out, oo)
                && F.decode(in, at + 32, out, oo + 4)
                && curve.contains(out, oo);
    }

    public void encode(long[] point, int po, byte[] out, int at) {
        F.encode(point, po, out, at);
        F.encode(point, po + 4, out, at + 32);
    }

    /** The generator (1, 2). */
    public void generator(long[] out, int oo) {
        F.set(BigInteger.ONE, out, oo);
        F.set(BigInteger.TWO, out, oo + 4);
    }

    /** The sum of two affine points, affine. */
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        curve.fromAffine(a, ao, p, 0);
        curve.addMixed(p, 0, b, bo, p, 0);
        curve.toAffine(p, 0, out, oo);
    }

    /** A multiple of an affine point, affine; the scalar is plain limbs, any number. */
    public void mul(long[] a, int ao, long[] scalar, long[] out, int oo) {
        curve.fromAffine(a, ao, q, 0);
        curve.mul(q, 0, scalar, p, 0);
        curve.toAffine(p, 0, out, oo);
    }
}
