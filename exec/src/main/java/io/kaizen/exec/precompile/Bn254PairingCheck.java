package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.curve.Bn254G2;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x08: whether a product of pairings on BN254 is 1 (EIP-197). */
final class Bn254PairingCheck implements Precompile {
    private static final int PAIR_BYTES = Bn254G1.BYTES + Bn254G2.BYTES;

    private final long base;
    private final long perPair;

    Bn254PairingCheck(long base, long perPair) {
        this.base = base;
        this.perPair = perPair;
    }

    @Override
    public long gas(byte[] input, int offset, int size) {
        return base + perPair * (size / PAIR_BYTES);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        if (size % PAIR_BYTES != 0) {
            return null;
        }
        Bn254Context c = Bn254Context.scratch();
        int count = size / PAIR_BYTES;
        long[] left = new long[count * Bn254G1.LIMBS];
        long[] right = new long[count * Bn254G2.LIMBS];
        for (int i = 0; i < count; i++) {
            int at = offset + i * PAIR_BYTES;
            if (!c.g1.decode(input, at, left, i * Bn254G1.LIMBS)
                    || !c.pairing
                            .g2()
                            .decodeOfTwist(input, at + Bn254G1.BYTES, right, i * Bn254G2.LIMBS)) {
                return null;
            }
        }
        return switch (c.pairing.judge(left, right, count)) {
            case ONE -> Word.ONE.toArray();
            case NOT_ONE -> Word.ZERO.toArray();
            case INVALID -> null;
        };
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        if (size % PAIR_BYTES != 0) {
            return "bad elliptic curve pairing size";
        }
        List<Place> points =
                List.of(
                        new Place(0, Refusal.BN254_G1),
                        new Place(Bn254G1.BYTES, Refusal.BN254_G2),
                        new Place(Bn254G1.BYTES, Bn254PairingCheck::notOfGroup));
        return Refusal.of(input, offset, size, PAIR_BYTES, points);
    }

    /** G1 is the whole curve; a point of G2's curve that is refused is of another group. */
    private static @Nullable String notOfGroup(byte[] in, int at) {
        boolean ofGroup =
                Bn254Context.scratch().pairing.g2().decode(in, at, new long[Bn254G2.LIMBS], 0);
        return ofGroup ? null : "point is not in correct subgroup";
    }
}
