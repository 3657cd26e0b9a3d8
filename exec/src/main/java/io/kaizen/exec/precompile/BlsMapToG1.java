package io.kaizen.exec.precompile;

import io.kaizen.zk.bls.BlsMap;
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
}
