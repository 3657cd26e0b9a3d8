package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.bls.Kzg;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 0x0a: whether a blob's polynomial has a value at a point (EIP-4844).
 *
 * <pre>
 *   byte   0                32   64   96           144     192
 *          | versioned hash | z  | y  | commitment | proof |
 * </pre>
 */
final class PointEvaluation implements Precompile {
    private static final int INPUT_BYTES = 192;
    private static final int COMMITMENT = 96;
    private static final int PROOF = 144;
    private static final byte VERSION_KZG = 1;
    private static final long ELEMENTS_PER_BLOB = 4096;

    private static final Precompile SHA_256 = new Sha256();

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 50_000;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        if (size != INPUT_BYTES) {
            return null;
        }
        if (!hasHash(input, offset)) {
            return null;
        }
        byte[] commitment = slice(input, offset + COMMITMENT, Kzg.POINT_BYTES);
        BigInteger z = new BigInteger(1, input, offset + 32, 32);
        BigInteger y = new BigInteger(1, input, offset + 64, 32);
        byte[] proof = slice(input, offset + PROOF, Kzg.POINT_BYTES);
        if (!Kzg.verify(commitment, z, y, proof)) {
            return null;
        }
        byte[] output = new byte[64];
        Word.of(ELEMENTS_PER_BLOB).write(output, 0);
        Word.of(Kzg.MODULUS).write(output, 32);
        return output;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        if (size != INPUT_BYTES) {
            return Refusal.LENGTH;
        }
        return hasHash(input, offset) ? "error verifying kzg proof" : "mismatched versioned hash";
    }

    /** Whether the versioned hash is the commitment's. */
    private static boolean hasHash(byte[] input, int offset) {
        byte[] hash = SHA_256.run(input, offset + COMMITMENT, Kzg.POINT_BYTES);
        if (hash == null) {
            throw new IllegalStateException("SHA-256 refuses no input");
        }
        hash[0] = VERSION_KZG;
        return Arrays.equals(hash, 0, 32, input, offset, offset + 32);
    }

    private static byte[] slice(byte[] input, int from, int length) {
        return Arrays.copyOfRange(input, from, from + length);
    }
}
