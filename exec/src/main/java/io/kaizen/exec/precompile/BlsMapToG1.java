package io.kaizen.exec.precompile;

import io.kaizen.exec.precompile.Refusal.Place;
import io.kaizen.zk.bls.BlsMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0x10: the point of BLS12-381's G1 of an element of Fp (EIP-2537). */
final class BlsMapToG1 implements Precompile {
    private static final int INPUT_BYTES = 64;

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 5500;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        return size == INPUT_BYTES ? BlsMap.toG1(input, offset) : null;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        List<Place> places = List.of(new Place(0, Refusal.BLS_FIELD));
        return size == INPUT_BYTES ? Refusal.of(input, offset, size, size, places) : Refusal.LENGTH;
    }
}
