package io.kaizen.zk.curve;

import io.kaizen.zk.field.Bn254Fp;
import io.kaizen.zk.field.Bn254Fp2;
import io.kaizen.zk.field.Fp12;
import java.math.BigInteger;

/**
 * G2 of BN254 on the sextic twist, encoded as EIP-197 has it: big-endian {@code x.c1 | x.c0 | y.c1
 * | y.c0}, 128 bytes, zeros at infinity. One thread. Variable time.
 */
public final class Bn254G2 {
    public static final int BYTES = 128;

    /** Longs of an affine point. */
    public static final int LIMBS = 2 * Bn254Fp2.LIMBS;

    private static final int N = Bn254Fp2.LIMBS;
    private static final int PART = Bn254Fp.LIMBS;

    private final Bn254Fp2 f;
    private final JacobianCurve curve;

    /** ξ^((p−1)/3) and ξ^((p−1)/2). */
    private final long[] psiX = new long[N];

    private final long[] psiY = new long[N];
    private final long[] p = new long[3 * N];
    private final long[] q = new long[3 * N];
    private final long[] s = new long[3 * N];

    public Bn254G2(Bn254Fp2 quadratic) {
        f = quadratic;
        long[] xi = new long[N];
        f.setOne(xi, 0);
        f.mulResidue(xi, 0, xi, 0);
        long[] b = new long[N];
        f.set(BigInteger.valueOf(3), BigInteger.ZERO, b, 0);
        f.invert(xi, 0, xi, 0);
        f.mul(b, 0, xi, 0, b, 0);
        curve = new JacobianCurve(f, b);
        Fp12 tower = new Fp12(f);
        tower.frobeniusFactor(2, psiX, 0);
        tower.frobeniusFactor(3, psiY, 0);
    }

    public JacobianCurve curve() {
        return curve;
    }

    /**
     * False, and the output of no meaning, where a coordinate is not below p or the point is off
     * the curve or outside the group.
     */
    public boolean decode(byte[] in, int at, long[] out, int oo) {
        return decodeOfTwist(in, at, out, oo) && isInGroup(out, oo);
    }

    /** As {@link #decode}, but points outside the group are read too. */
    public boolean decodeOfTwist(byte[] in, int at, long[] out, int oo) {
        return decodeFp2(in, at, out, oo)
                && decodeFp2(in, at + 64, out, oo + N)
                && curve.contains(out, oo);
    }

    private boolean decodeFp2(byte[] in, int at, long[] out, int oo) {
        return f.base().decode(in, at, out, oo + PART) && f.base().decode(in, at + 32, out, oo);
    }

    public void encode(long[] point, int po, byte[] out, int at) {
        for (int i = 0; i < 2; i++) {
            f.base().encode(point, po + N * i + PART, out, at + 64 * i);
            f.base().encode(point, po + N * i, out, at + 64 * i + 32);
        }
    }

    /** The generator that EIP-197 names. */
    public void generator(long[] out, int oo) {
        f.set(
                new BigInteger(
                        "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed", 16),
                new BigInteger(
                        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2", 16),
                out,
                oo);
        f.set(
                new BigInteger(
                        "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa", 16),
                new BigInteger(
                        "90689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b", 16),
                out,
                oo + N);
    }

    /** ψ(x, y) = (x̄·ξ^((p−1)/3), ȳ·ξ^((p−1)/2)), of an affine point. */
    public void psi(long[] point, int po, long[] out, int oo) {
        f.conjugate(point, po, out, oo);
        f.mul(out, oo, psiX, 0, out, oo);
        f.conjugate(point, po + N, out, oo + N);
        f.mul(out, oo + N, psiY, 0, out, oo + N);
    }

    /** ψ of a Jacobian point: Z is conjugated. */
    private void psiJacobian(long[] point, long[] out) {
        psi(point, 0, out, 0);
        f.conjugate(point, 2 * N, out, 2 * N);
    }

    /** [u+1]Q + ψ([u]Q) + ψ²([u]Q) = ψ³([2u]Q), for an affine point of the twist. */
    public boolean isInGroup(long[] point, int po) {
        if (curve.isInfinity(point, po)) {
            return true;
        }
        mulU(point, po, p);
        curve.addMixed(p, 0, point, po, s, 0);
        psiJacobian(p, q);
        curve.add(s, 0, q, 0, s, 0);
        psiJacobian(q, q);
        curve.add(s, 0, q, 0, s, 0);
        psiJacobian(q, q);
        curve.dbl(q, 0, q, 0);
        curve.negate(q, 0);
        curve.add(s, 0, q, 0, s, 0);
        return curve.isJacobianInfinity(s, 0);
    }

    private void mulU(long[] point, int po, long[] out) {
        curve.fromAffine(point, po, out, 0);
        for (int bit = 62 - Long.numberOfLeadingZeros(Bn254.U); bit >= 0; bit--) {
            curve.dbl(out, 0, out, 0);
            if ((Bn254.U >>> bit & 1) != 0) {
                curve.addMixed(out, 0, point, po, out, 0);
            }
        }
    }
}
