package io.kaizen.zk.bls;

import io.kaizen.zk.curve.JacobianCurve;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import supranational.blst.P1;
import supranational.blst.P1_Affine;

/**
 * G1 of BLS12-381, encoded as EIP-2537 has it: {@code x | y}, each a number of 48 bytes behind 16
 * zeros; zeros at infinity.
 */
public final class BlsG1 {
    /** Bytes of a point. */
    public static final int BYTES = 128;

    /** Bytes of a point and its scalar. */
    public static final int TERM_BYTES = BYTES + 32;

    private BlsG1() {}

    /**
     * The sum of two points of the curve, one behind the other; null where one is no such point.
     */
    public static byte @Nullable [] add(byte[] in, int at) {
        P1_Affine left = decode(in, at);
        P1_Affine right = decode(in, at + BYTES);
        if (left == null || right == null) {
            return null;
        }
        return encode(left.to_jacobian().add(right));
    }

    /** The sum of {@code count} points of the group times their scalars; null where one is none. */
    public static byte @Nullable [] multiExponentiate(byte[] in, int at, int count) {
        P1 sum = new P1();
        for (int i = 0; i < count; i++) {
            int term = at + i * TERM_BYTES;
            P1_Affine point = decodeInGroup(in, term);
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

    /** A point of the group, or null. */
    static @Nullable P1_Affine decodeInGroup(byte[] in, int at) {
        P1_Affine point = decode(in, at);
        return point == null || point.in_group() ? point : null;
    }

    /** A point of the curve, or null. */
    static @Nullable P1_Affine decode(byte[] in, int at) {
        BlsCurves curves = BlsCurves.scratch();
        JacobianCurve curve = curves.g1;
        for (int i = 0; i < 2; i++) {
            if (!BlsCurves.decode(in, at + BlsCurves.PADDED * i, curves.point, BlsCurves.N * i)) {
                return null;
            }
        }
        return curve.contains(curves.point, 0) ? toNative(curves.point) : null;
    }

    /** Of an affine point that is on the curve. */
    static P1_Affine toNative(long[] point) {
        if (BlsCurves.scratch().g1.isInfinity(point, 0)) {
            return new P1_Affine();
        }
        byte[] numbers = new byte[2 * BlsCurves.NUMBER];
        for (int i = 0; i < 2; i++) {
            BlsCurves.F.encode(point, BlsCurves.N * i, numbers, BlsCurves.NUMBER * i);
        }
        return new P1_Affine(numbers);
    }

    static byte[] encode(P1 point) {
        byte[] out = new byte[BYTES];
        if (point.is_inf()) {
            return out;
        }
        byte[] numbers = point.serialize();
        for (int i = 0; i < 2; i++) {
            int from = BlsCurves.NUMBER * i;
            int to = BlsCurves.PADDED * i + BlsCurves.PADDED - BlsCurves.NUMBER;
            System.arraycopy(numbers, from, out, to, BlsCurves.NUMBER);
        }
        return out;
    }
}
