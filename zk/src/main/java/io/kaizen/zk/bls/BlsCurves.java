package io.kaizen.zk.bls;

import io.kaizen.zk.curve.JacobianCurve;
import io.kaizen.zk.field.Field384;
import io.kaizen.zk.field.Fp2;
import java.math.BigInteger;

/** One thread's curves, extension and scratch, and the group's numbers. */
final class BlsCurves {
    static final Field384 F = Field384.BLS12_381_BASE;

    /** The order of the groups. */
    static final BigInteger R =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /** The family's parameter is −X_ABSOLUTE. */
    static final long X_ABSOLUTE = 0xd201000000010000L;

    /** Bytes of a coordinate as EIP-2537 pads it, and as a number. */
    static final int PADDED = 64;

    static final int NUMBER = 48;
    static final int N = 6;

    private static final ThreadLocal<BlsCurves> SCRATCH = ThreadLocal.withInitial(BlsCurves::new);

    final Fp2 f2 = new Fp2(F, 1);
    final JacobianCurve g1;
    final JacobianCurve g2;
    final long[] affine = new long[4 * N];
    final long[] jacobian = new long[6 * N];

    private BlsCurves() {
        long[] b = new long[2 * N];
        F.set(BigInteger.valueOf(4), b, 0);
        g1 = new JacobianCurve(F, b);
        F.set(BigInteger.valueOf(4), b, N);
        g2 = new JacobianCurve(f2, b);
    }

    static BlsCurves scratch() {
        return SCRATCH.get();
    }

    /** Reads a padded coordinate; false where the padding is not zero or the number not below p. */
    static boolean decode(byte[] in, int at, long[] out, int oo) {
        for (int i = 0; i < PADDED - NUMBER; i++) {
            if (in[at + i] != 0) {
                return false;
            }
        }
        return F.decode(in, at + PADDED - NUMBER, out, oo);
    }
}
