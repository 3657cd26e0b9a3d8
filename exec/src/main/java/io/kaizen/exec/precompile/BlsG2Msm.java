package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsG2;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x0e: the sum of points of BLS12-381's G2 times their scalars (EIP-2537). */
final class BlsG2Msm implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return BlsDiscount.G2.price(size / BlsG2.TERM_BYTES);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        int count = size / BlsG2.TERM_BYTES;
        boolean isWhole = count > 0 && size % BlsG2.TERM_BYTES == 0;
        return isWhole ? BlsG2.multiExponentiate(input, offset, count) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(new Place(0, Refusal.BLS_G2), new Place(0, Refusal.BLS_G2_GROUP));
        return Refusal.of(input, offset, size, BlsG2.TERM_BYTES, places);
    }
}
