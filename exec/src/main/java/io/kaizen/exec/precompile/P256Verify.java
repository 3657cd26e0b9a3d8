package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.curve.P256;

/**
 * 0x100: whether a signature on secp256r1 holds (EIP-7951). The output is 1, or nothing.
 *
 * <pre>
 *   byte   0      32  64  96    128   160
 *          | hash | r | s | q.x | q.y |
 * </pre>
 */
final class P256Verify implements Precompile {
    private static final int INPUT_BYTES = 160;
    private static final byte[] NOTHING = {};
    private static final ThreadLocal<P256> CURVE = ThreadLocal.withInitial(P256::new);

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 6900;
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        boolean holds = size == INPUT_BYTES && CURVE.get().verify(input, offset);
        return holds ? Word.ONE.toArray() : NOTHING;
    }
}
