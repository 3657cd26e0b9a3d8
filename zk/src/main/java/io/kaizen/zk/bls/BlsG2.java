package io.kaizen.zk.bls;

import io.kaizen.zk.curve.JacobianCurve;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

/**
 * G2 of BLS12-381, encoded as EIP-2537 has it: {@code x.c0 | x.c1 | y.c0 | y.c1}, each a number of
 * 48 bytes behind 16 zeros; zeros at infinity. blst has c1 before c0. Sums are our own; blst checks
 * membership and multiplies.
 */
public final class BlsG2 {
    private static final int COORDINATES = 4;

    /** Bytes of a point. */
    public static final int BYTES = COORDINATES * BlsCurves.PADDED;

    /** Bytes of a point and its scalar. */
    public static final int TERM_BYTES = BYTES + 32;

    private static final @Nullable NativeSums SUMS = NativeSums.of("p2", 2 * BlsCurves.N);

    private BlsG2() {}

    /**
     * The sum of two points of the curve, one behind the other; null where one is no such point.
     */
    public static byte @Nullable [] add(byte[] in, int at) {
        BlsCurves curves = BlsCurves.scratch();
        JacobianCurve curve = curves.g2;
        long[] affine = curves.affine;
        long[] sum = curves.jacobian;
        if (!decode(in, at, affine)) {
            return null;
        }
        curve.fromAffine(affine, 0, sum, 0);
        if (!decode(in, at + BYTES, affine)) {
            return null;
        }
        curve.addMixed(sum, 0, affine, 0, sum, 0);
        return encode(sum);
    }

    /** The sum of {@code count} points of the group times their scalars; null where one is none. */
    public static byte @Nullable [] multiExponentiate(byte[] in, int at, int count) {
        return SUMS == null || count < NativeSums.COUNT_MIN
                ? oneByOne(in, at, count)
                : multiExponentiate(SUMS, in, at, count);
    }

    private static byte @Nullable [] multiExponentiate(
            NativeSums sums, byte[] in, int at, int count) {
        BlsCurves curves = BlsCurves.scratch();
        long[] affine = curves.affine;
        try (NativeSums.Terms terms = sums.new Terms(count)) {
            for (int i = 0; i < count; i++) {
                int term = at + i * TERM_BYTES;
                if (!decode(in, term, affine)) {
                    return null;
                }
                boolean counts = !curves.g2.isInfinity(affine, 0);
                if (counts && !terms.add(affine, in, term + BYTES)) {
                    return null;
                }
            }
            return terms.sum(affine) ? encodeAffine(affine) : new byte[BYTES];
        }
    }

    /** For few terms, and where the library does not export its sums. */
    static byte @Nullable [] oneByOne(byte[] in, int at, int count) {
        P2 sum = new P2();
        for (int i = 0; i < count; i++) {
            int term = at + i * TERM_BYTES;
            P2_Affine point = decodeInGroup(in, term);
            if (point == null) {
                return null;
            }
            BigInteger scalar = new BigInteger(1, in, term + BYTES, 32).mod(BlsCurves.R);
            if (scalar.signum() != 0 && !point.is_inf()) {
                sum.add(point.to_jacobian().mult(scalar));
            }
        }
        return encode(sum);
    }

    /**
     * A point of the group, or null. Points with x = 0 have order 3, so that none is of the group:
     * blst would throw on reading one.
     */
    static @Nullable P2_Affine decodeInGroup(byte[] in, int at) {
        BlsCurves curves = BlsCurves.scratch();
        long[] affine = curves.affine;
        if (!decode(in, at, affine)) {
            return null;
        }
        if (curves.g2.isInfinity(affine, 0)) {
            return new P2_Affine();
        }
        if (curves.f2.isZero(affine, 0)) {
            return null;
        }
        byte[] numbers = new byte[COORDINATES * BlsCurves.NUMBER];
        for (int i = 0; i < COORDINATES; i++) {
            BlsCurves.F.encode(affine, BlsCurves.N * (i ^ 1), numbers, BlsCurves.NUMBER * i);
        }
        P2_Affine point = new P2_Affine(numbers);
        return point.in_group() ? point : null;
    }

    /** Reads an affine point; false where it is not one of the curve. */
    private static boolean decode(byte[] in, int at, long[] out) {
        for (int i = 0; i < COORDINATES; i++) {
            if (!BlsCurves.decode(in, at + BlsCurves.PADDED * i, out, BlsCurves.N * i)) {
                return false;
            }
        }
        return BlsCurves.scratch().g2.contains(out, 0);
    }

    /** Encodes a Jacobian point, which becomes affine in place. */
    static byte[] encode(long[] jacobian) {
        BlsCurves.scratch().g2.toAffine(jacobian, 0, jacobian, 0);
        return encodeAffine(jacobian);
    }

    private static byte[] encodeAffine(long[] affine) {
        byte[] out = new byte[BYTES];
        for (int i = 0; i < COORDINATES; i++) {
            BlsCurves.F.encode(affine, BlsCurves.N * i, out, numberAt(i));
        }
        return out;
    }

    private static byte[] encode(P2 point) {
        byte[] out = new byte[BYTES];
        if (point.is_inf()) {
            return out;
        }
        byte[] numbers = point.serialize();
        for (int i = 0; i < COORDINATES; i++) {
            int from = BlsCurves.NUMBER * (i ^ 1);
            System.arraycopy(numbers, from, out, numberAt(i), BlsCurves.NUMBER);
        }
        return out;
    }

    /** Where the i-th coordinate's number stands, behind its padding. */
    private static int numberAt(int i) {
        return BlsCurves.PADDED * (i + 1) - BlsCurves.NUMBER;
    }
}
