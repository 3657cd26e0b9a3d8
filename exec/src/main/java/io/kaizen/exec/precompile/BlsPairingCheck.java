package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsG1;
import io.kaizen.zk.bls.BlsPairing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x0f: whether a product of pairings on BLS12-381 is 1 (EIP-2537). */
final class BlsPairingCheck implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return 37_700 + 32_600L * (size / BlsPairing.PAIR_BYTES);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        int count = size / BlsPairing.PAIR_BYTES;
        if (count == 0 || size % BlsPairing.PAIR_BYTES != 0) {
            return null;
        }
        return switch (BlsPairing.judge(input, offset, count)) {
            case ONE -> Word.ONE.toArray();
            case NOT_ONE -> Word.ZERO.toArray();
            case INVALID -> null;
        };
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(
                        new Place(0, Refusal.BLS_G1),
                        new Place(BlsG1.BYTES, Refusal.BLS_G2),
                        new Place(0, Refusal.BLS_G1_GROUP),
                        new Place(BlsG1.BYTES, Refusal.BLS_G2_GROUP));
        return Refusal.of(input, offset, size, BlsPairing.PAIR_BYTES, places);
    }
}
