package io.kaizen.zk.bls;

import java.math.BigInteger;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/**
 * Opening proofs of KZG commitments to blobs (EIP-4844, consensus specification {@code
 * verify_kzg_proof}). Of the ceremony's result only [τ]G2 is needed: {@code e(C − [y]G1 + [z]π,
 * −G2) · e(π, [τ]G2) = 1}.
 */
public final class Kzg {
    public static final int POINT_BYTES = 48;

    /** Numbers below this are field elements: the order of the groups. */
    public static final BigInteger MODULUS = BlsCurves.R;

    private static final P2_Affine TAU_G2 =
            new P2_Affine(
                    HexFormat.of()
                            .parseHex(
                                    "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa8"
                                            + "1009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"
                                            + "185cbfee53492714734429b7b38608e23926c911cceceac9"
                                            + "a36851477ba4c60b087041de621000edc98edada20c1def2"));

    private Kzg() {}

    /**
     * The polynomial that was committed to has the value y at z. False too where a point is not one
     * of the group or a number is not below the modulus.
     *
     * @param commitment a compressed point of G1
     * @param proof a compressed point of G1
     */
    public static boolean verify(byte[] commitment, BigInteger z, BigInteger y, byte[] proof) {
        boolean isCanonical = z.compareTo(MODULUS) < 0 && y.compareTo(MODULUS) < 0;
        P1_Affine c = isCanonical ? decompress(commitment) : null;
        P1_Affine pi = c == null ? null : decompress(proof);
        if (c == null || pi == null) {
            return false;
        }
        // [y]G1 − C − [z]π, against G2.
        P1 left = c.to_jacobian().neg();
        addMultiple(left, P1.generator().to_affine(), y);
        addMultiple(left, pi, MODULUS.subtract(z).mod(MODULUS));
        BlsPairing pairing = new BlsPairing();
        pairing.multiply(left.to_affine(), P2_Affine.generator());
        pairing.multiply(pi, TAU_G2);
        return pairing.isOne();
    }

    private static void addMultiple(P1 sum, P1_Affine point, BigInteger scalar) {
        if (scalar.signum() != 0 && !point.is_inf()) {
            sum.add(point.to_jacobian().mult(scalar));
        }
    }

    /** A point of G1, or null; blst reports a malformed one by an exception of its own. */
    private static @Nullable P1_Affine decompress(byte[] bytes) {
        if (bytes.length != POINT_BYTES) {
            return null;
        }
        P1_Affine point;
        try {
            point = new P1_Affine(bytes);
        } catch (RuntimeException e) {
            String message = e.getMessage();
            if (message != null && message.startsWith("BLST_ERROR")) {
                return null;
            }
            throw e;
        }
        return point.in_group() ? point : null;
    }
}
