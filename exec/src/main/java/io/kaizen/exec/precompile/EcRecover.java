package io.kaizen.exec.precompile;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;

/** 0x01: the address that signed a hash; empty output where the signature is none. */
final class EcRecover implements Precompile {
    private static final int INPUT_BYTES = 128;
    private static final byte[] NOTHING = {};

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 3000;
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        byte[] padded = new byte[INPUT_BYTES];
        System.arraycopy(input, offset, padded, 0, Math.min(size, INPUT_BYTES));
        Word v = Word.read(padded, 32);
        if (!v.fitsLong() || (v.w0() != 27 && v.w0() != 28)) {
            return NOTHING;
        }
        Address signer =
                Secp256k1.recover(
                        Arrays.copyOf(padded, 32),
                        (int) v.w0() - 27,
                        Word.read(padded, 64),
                        Word.read(padded, 96));
        return signer == null ? NOTHING : signer.toWord().toArray();
    }
}
