package io.kaizen.zk.bls;

import org.jspecify.annotations.Nullable;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/** Products of pairings of BLS12-381. */
public final class BlsPairing {
    /** Bytes of a pair. */
    public static final int PAIR_BYTES = BlsG1.BYTES + BlsG2.BYTES;

    /** What is known of a product. */
    public enum Verdict {
        ONE,
        NOT_ONE,
        /** Some point is not one of its group, or not canonically encoded. */
        INVALID
    }

    private final Pairing product = new Pairing(true, "");
    private boolean isEmpty = true;

    /** The product of {@code count} pairs, a point of G1 and then one of G2 each. */
    public static Verdict judge(byte[] in, int at, int count) {
        BlsPairing pairing = new BlsPairing();
        for (int i = 0; i < count; i++) {
            int pair = at + i * PAIR_BYTES;
            P1_Affine left = BlsG1.decodeInGroup(in, pair);
            P2_Affine right = left == null ? null : decodeRight(in, pair);
            if (left == null || right == null) {
                return Verdict.INVALID;
            }
            pairing.multiply(left, right);
        }
        return pairing.isOne() ? Verdict.ONE : Verdict.NOT_ONE;
    }

    private static @Nullable P2_Affine decodeRight(byte[] in, int pair) {
        return BlsG2.decodeInGroup(in, pair + BlsG1.BYTES);
    }

    /** Takes points of the groups; infinity on either side is the factor 1. */
    void multiply(P1_Affine left, P2_Affine right) {
        if (!left.is_inf() && !right.is_inf()) {
            product.raw_aggregate(right, left);
            isEmpty = false;
        }
    }

    /** Asked once, at the end. */
    boolean isOne() {
        if (isEmpty) {
            return true;
        }
        product.commit();
        return product.as_fp12().final_exp().is_one();
    }
}
