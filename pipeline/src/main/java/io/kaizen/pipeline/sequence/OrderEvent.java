package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.pool.PooledTransaction;
import org.jspecify.annotations.Nullable;

/**
 * A slot of the order ring: one entry of the total order and, once executed, what became of it.
 *
 * <pre>
 *   ordering thread   kind, position, intakeTimeNs, open | transaction, origin
 *   journal thread    entryHash                            (and nothing else)
 *   execution thread  receipt, index, logIndex             (and nothing else)
 *   publisher         reads all, after both sequences have passed the slot
 * </pre>
 */
public final class OrderEvent {
    /** What stands at a position. */
    public enum Kind {
        OPEN,
        TRANSACTION,
        CLOSE
    }

    /** Where the entry comes from. */
    public enum Origin {
        /** New: the journal stage appends it. */
        LIVE,
        /** Read back after a restart: already in the journal. */
        JOURNAL
    }

    private Kind kind = Kind.OPEN;
    private Origin origin = Origin.LIVE;
    private long position;
    private long blockNumber;
    private long intakeTimeNs;
    private @Nullable BlockOpening open;
    private @Nullable PooledTransaction transaction;

    private Hash entryHash = Hash.ZERO;

    private @Nullable Receipt receipt;
    private int index;
    private int logIndex;

    void open(Origin from, long at, long timeNs, BlockOpening block) {
        set(Kind.OPEN, from, at, block.number(), timeNs);
        open = block;
    }

    void transaction(Origin from, long at, long block, PooledTransaction tx) {
        set(Kind.TRANSACTION, from, at, block, tx.intakeTimeNs());
        transaction = tx;
    }

    void close(Origin from, long at, long block, long timeNs) {
        set(Kind.CLOSE, from, at, block, timeNs);
    }

    /**
     * Lets go of everything, once the publisher is done with it: in a large ring what stays behind
     * outlives many collections of the heap and is copied by each.
     */
    public void clear() {
        open = null;
        transaction = null;
        receipt = null;
        entryHash = Hash.ZERO;
    }

    private void set(Kind what, Origin from, long at, long block, long timeNs) {
        kind = what;
        origin = from;
        position = at;
        blockNumber = block;
        intakeTimeNs = timeNs;
        clear();
    }

    public Kind kind() {
        return kind;
    }

    public Origin origin() {
        return origin;
    }

    public long position() {
        return position;
    }

    public long blockNumber() {
        return blockNumber;
    }

    public long intakeTimeNs() {
        return intakeTimeNs;
    }

    /** Of an OPEN. */
    public BlockOpening open() {
        if (open == null) {
            throw new IllegalStateException("no open at position " + position);
        }
        return open;
    }

    /** Of a TRANSACTION. */
    public PooledTransaction transaction() {
        if (transaction == null) {
            throw new IllegalStateException("no transaction at position " + position);
        }
        return transaction;
    }

    /** The hash of the journal entry, which a CLOSE hands on to the block. */
    public Hash entryHash() {
        return entryHash;
    }

    public void entryHash(Hash hash) {
        entryHash = hash;
    }

    public void executed(Receipt result, int indexInBlock, int firstLogIndex) {
        receipt = result;
        index = indexInBlock;
        logIndex = firstLogIndex;
    }

    /** Null for a void transaction. */
    public @Nullable Receipt receipt() {
        return receipt;
    }

    public int index() {
        return index;
    }

    public int logIndex() {
        return logIndex;
    }
}
