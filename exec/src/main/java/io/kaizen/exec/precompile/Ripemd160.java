package io.kaizen.exec.precompile;

import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** 0x03: RIPEMD-160, in the low 20 bytes of a word. */
final class Ripemd160 implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return 600 + 120 * ((size + 31L) >>> 5);
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(input, offset, size);
        byte[] output = new byte[32];
        digest.doFinal(output, 12);
        return output;
    }
}
