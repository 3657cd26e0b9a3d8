package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x11: the point of BLS12-381's G2 of an element of Fp2 (EIP-2537). */
final class BlsMapToG2 implements Precompile {
    private static final int INPUT_BYTES = 128;

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 23_800;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        return size == INPUT_BYTES ? BlsMap.toG2(input, offset) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places =
                List.of(
                        new Place(0, Refusal.BLS_FIELD),
                        new Place(INPUT_BYTES / 2, Refusal.BLS_FIELD));
        return size == INPUT_BYTES ? Refusal.of(input, offset, size, size, places) : Refusal.LENGTH;
    }
}
