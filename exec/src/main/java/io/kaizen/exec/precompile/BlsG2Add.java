package io.kaizen.exec.precompile;

import io.kaizen.zk.bls.BlsG2;
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
}
