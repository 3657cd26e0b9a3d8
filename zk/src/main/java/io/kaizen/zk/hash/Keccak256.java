package io.kaizen.zk.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Keccak-256 as Ethereum uses it: the original Keccak submission with capacity 512 and padding 0x01
 * (not FIPS 202's 0x06). Source: the Keccak reference, version 3.0, §1.
 *
 * <p>An instance is scratch space for one thread and allocates nothing per hash; the static {@link
 * #hash(byte[])} uses one instance per thread. Digests are 32 bytes; the rate is 136 bytes.
 */
public final class Keccak256 {
    public static final int DIGEST_BYTES = 32;

    private static final int RATE_BYTES = 136;
    private static final int RATE_LANES = RATE_BYTES / Long.BYTES;
    private static final VarHandle LANE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ThreadLocal<Keccak256> SCRATCH = ThreadLocal.withInitial(Keccak256::new);

    private final long[] state = new long[25];
    private final byte[] tail = new byte[RATE_BYTES];

    /** The digest of the whole array. */
    public static byte[] hash(byte[] input) {
        return hash(input, 0, input.length);
    }

    /** The digest of {@code input[offset, offset + length)}. */
    public static byte[] hash(byte[] input, int offset, int length) {
        byte[] digest = new byte[DIGEST_BYTES];
        SCRATCH.get().hash(input, offset, length, digest, 0);
        return digest;
    }

    /** This thread's instance, for callers that keep their own output buffer. */
    public static Keccak256 scratch() {
        return SCRATCH.get();
    }

    /**
     * Writes the digest of {@code input[offset, offset + length)} to {@code out[outOffset..+32)}.
     */
    public void hash(byte[] input, int offset, int length, byte[] out, int outOffset) {
        absorb(input, offset, length);
        for (int lane = 0; lane < 4; lane++) {
            LANE.set(out, outOffset + lane * Long.BYTES, state[lane]);
        }
    }

    /**
     * Writes the digest as four big-endian 64-bit words, most significant first, to {@code
     * out[outOffset..+4)}.
     */
    public void hash(byte[] input, int offset, int length, long[] out, int outOffset) {
        absorb(input, offset, length);
        for (int lane = 0; lane < 4; lane++) {
            out[outOffset + lane] = Long.reverseBytes(state[lane]);
        }
    }

    private void absorb(byte[] input, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, input.length);
        java.util.Arrays.fill(state, 0L);
        int at = offset;
        int left = length;
        while (left >= RATE_BYTES) {
            absorbBlock(input, at);
            at += RATE_BYTES;
            left -= RATE_BYTES;
        }
        java.util.Arrays.fill(tail, (byte) 0);
        System.arraycopy(input, at, tail, 0, left);
        tail[left] = 0x01;
        tail[RATE_BYTES - 1] |= (byte) 0x80;
        absorbBlock(tail, 0);
    }

    private void absorbBlock(byte[] block, int at) {
        for (int lane = 0; lane < RATE_LANES; lane++) {
            state[lane] ^= (long) LANE.get(block, at + lane * Long.BYTES);
        }
        KeccakPermutation.permute(state);
    }
}
