package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.zk.hash.KeccakBatch;
import java.util.Arrays;

/**
 * Inputs that wait to be hashed together, in one array. One thread: each has one, and whoever
 * clears it has it until it has taken the digests. The buffers are used again.
 */
final class HashQueue {
    /** As many inputs make a batch that fits into a core's caches: 64 branches have 34 KB. */
    static final int COUNT_MAX = 64;

    /** Branches with sixteen children. */
    private static final int INPUT_BYTES = COUNT_MAX * 544;

    /** A larger buffer, for items of a list that are long, is given back. */
    private static final int INPUT_BYTES_KEPT = 8 * INPUT_BYTES;

    private static final ThreadLocal<HashQueue> SCRATCH = ThreadLocal.withInitial(HashQueue::new);

    private final KeccakBatch keccak = KeccakBatch.create();
    private final int[] offsets = new int[COUNT_MAX];
    private final int[] lengths = new int[COUNT_MAX];
    private final byte[] digests = new byte[COUNT_MAX * Hash.BYTES];
    private byte[] inputs = new byte[INPUT_BYTES];
    private int end;
    private int count;

    private HashQueue() {}

    /** One of its owner's own, to be held from call to call. */
    static HashQueue create() {
        return new HashQueue();
    }

    /** This thread's. */
    static HashQueue scratch() {
        return SCRATCH.get();
    }

    void clear() {
        if (inputs.length > INPUT_BYTES_KEPT) {
            inputs = new byte[INPUT_BYTES];
        }
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
