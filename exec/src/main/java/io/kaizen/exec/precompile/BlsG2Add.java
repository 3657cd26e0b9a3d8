package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsG2;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x0d: the sum of two points of BLS12-381's G2 curve, in the group or not (EIP-2537). */
final class BlsG2Add implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return 600;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        return size == 2 * BlsG2.BYTES ? BlsG2.add(input, offset) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(new Place(0, Refusal.BLS_G2), new Place(BlsG2.BYTES, Refusal.BLS_G2));
        return size == 2 * BlsG2.BYTES
                ? Refusal.of(input, offset, size, size, places)
                : Refusal.LENGTH;
    }
}
