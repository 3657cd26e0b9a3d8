package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.zk.hash.KeccakBatch;
import java.util.Arrays;

/**
 * Inputs that wait to be hashed together: what several callers have that does not depend on each
 * other, copied into one array. One thread; the buffers grow to the largest batch and are used
 * again.
 */
final class HashQueue {
    /** As many inputs make a batch that fits into a core's caches: 64 branches have 34 KB. */
    static final int COUNT_MAX = 64;

    private final KeccakBatch keccak = KeccakBatch.create();
    private final int[] offsets = new int[COUNT_MAX];
    private final int[] lengths = new int[COUNT_MAX];
    private final byte[] digests = new byte[COUNT_MAX * Hash.BYTES];
    private byte[] inputs;
    private int end;
    private int count;

    /**
     * @param inputBytes that a usual batch has
     */
    HashQueue(int inputBytes) {
        inputs = new byte[inputBytes];
    }

    void clear() {
        end = 0;
        count = 0;
    }

    /** Adds {@code source[from, from + length)}; at most {@link #COUNT_MAX} until it is cleared. */
    void add(byte[] source, int from, int length) {
        System.arraycopy(source, from, inputs, room(length), length);
        added(length);
    }

    /** The offset in {@link #inputs} to write an input of this length to, before it is added. */
    int room(int length) {
        if (inputs.length - end < length) {
            inputs = Arrays.copyOf(inputs, Math.max(2 * inputs.length, end + length));
        }
        return end;
    }

    byte[] inputs() {
        return inputs;
    }

    /** What was written to where {@link #room} said is the next input. */
    void added(int length) {
        offsets[count] = end;
        lengths[count++] = length;
        end += length;
    }

    int count() {
        return count;
    }

    /** Hashes all that was added. */
    void run() {
        keccak.hash(inputs, offsets, lengths, count, digests);
    }

    /** Copies the digest of the input that was added as number {@code i}, from 0. */
    void digest(int i, byte[] target, int at) {
        System.arraycopy(digests, i * Hash.BYTES, target, at, Hash.BYTES);
    }

    byte[] digest(int i) {
        return Arrays.copyOfRange(digests, i * Hash.BYTES, (i + 1) * Hash.BYTES);
    }
}
