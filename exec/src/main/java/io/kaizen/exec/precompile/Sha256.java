package io.kaizen.exec.precompile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 0x02: SHA-256. */
final class Sha256 implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int size) {
        return 60 + 12 * ((size + 31L) >>> 5);
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(input, offset, size);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
