package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsG1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x0c: the sum of points of BLS12-381's G1 times their scalars (EIP-2537). */
final class BlsG1Msm implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return BlsDiscount.G1.price(size / BlsG1.TERM_BYTES);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        int count = size / BlsG1.TERM_BYTES;
        boolean isWhole = count > 0 && size % BlsG1.TERM_BYTES == 0;
        return isWhole ? BlsG1.multiExponentiate(input, offset, count) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(new Place(0, Refusal.BLS_G1), new Place(0, Refusal.BLS_G1_GROUP));
        return Refusal.of(input, offset, size, BlsG1.TERM_BYTES, places);
    }
}
