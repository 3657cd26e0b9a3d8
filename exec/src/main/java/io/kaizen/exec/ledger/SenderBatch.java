package io.kaizen.exec.ledger;

import io.kaizen.exec.crypto.RecoveryBatch;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.zk.hash.KeccakBatch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transactions whose hashes and signers are wanted, found together: {@link RecoveryBatch} and
 * {@link KeccakBatch} take several at once. Scratch space for one thread, to be used again and
 * again.
 */
public final class SenderBatch {
    /** What the buffer keeps between batches: longer inputs were an exception. */
    private static final int BYTES_KEPT = 1 << 16;

    /** For each transaction: what was signed, then the whole encoding. */
    private static final int INPUTS = 2;

    private final RlpWriter inputs = new RlpWriter(BYTES_KEPT);
    private final KeccakBatch keccak = KeccakBatch.create();
    private final RecoveryBatch recovery;
    private final Signature[] signatures;
    private final int[] ends;
    private final int[] offsets;
    private final int[] lengths;
    private final byte[] digests;
    private int size;

    /**
     * @param capacity transactions at most, between two calls of {@link #clear}
     */
    public SenderBatch(int capacity) {
        recovery = new RecoveryBatch(capacity);
        signatures = new Signature[capacity];
        ends = new int[INPUTS * capacity];
        offsets = new int[INPUTS * capacity];
        lengths = new int[INPUTS * capacity];
        digests = new byte[INPUTS * Hash.BYTES * capacity];
    }

    public int size() {
        return size;
    }

    /** Forgets everything. */
    public void clear() {
        inputs.reset(BYTES_KEPT);
        recovery.clear();
        Arrays.fill(signatures, 0, size, null);
        size = 0;
    }

    /**
     * @param raw the transaction's encoding, whose hash is its own
     * @throws IndexOutOfBoundsException if the batch is full
     */
    public void add(Transaction tx, Bytes raw) {
        signatures[size] = tx.signature();
        int before = inputs.mark();
        TransactionCodec.writeUnsigned(inputs, tx);
        ended(INPUTS * size, before);
        before = inputs.mark();
        inputs.raw(raw.array(), 0, raw.size());
        ended(INPUTS * size + 1, before);
        size++;
    }

    /** The writer goes from back to front: an input begins where the writer stands after it. */
    private void ended(int input, int before) {
        ends[input] = inputs.mark();
        lengths[input] = inputs.mark() - before;
    }

    /** Finds the hashes and signers of all that was added. */
    public void recover() {
        int written = inputs.start() + inputs.mark();
        for (int i = 0; i < INPUTS * size; i++) {
            offsets[i] = written - ends[i];
        }
        keccak.hash(inputs.array(), offsets, lengths, INPUTS * size, digests);
        for (int i = 0; i < size; i++) {
            recovery.add(digests, INPUTS * Hash.BYTES * i, signatures[i]);
        }
        recovery.recover();
    }

    /** After {@link #recover}: the index-th transaction's hash. */
    public Hash hash(int index) {
        return Hash.read(digests, Hash.BYTES * (INPUTS * Objects.checkIndex(index, size) + 1));
    }

    /**
     * After {@link #recover}: who signed the index-th transaction, with whatever s; null where no
     * key fits.
     */
    public @Nullable Address signer(int index) {
        return recovery.signer(index);
    }
}
