package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsG1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x0b: the sum of two points of BLS12-381's G1 curve, in the group or not (EIP-2537). */
final class BlsG1Add implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return 375;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        return size == 2 * BlsG1.BYTES ? BlsG1.add(input, offset) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(new Place(0, Refusal.BLS_G1), new Place(BlsG1.BYTES, Refusal.BLS_G1));
        return size == 2 * BlsG1.BYTES
                ? Refusal.of(input, offset, size, size, places)
                : Refusal.LENGTH;
    }
}
