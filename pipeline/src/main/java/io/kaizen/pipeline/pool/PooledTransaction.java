package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/**
 * A transaction between admission and publication. Owned by the ordering thread; the stage is read
 * by any thread.
 */
public final class PooledTransaction {
    private final RecoveredTransaction transaction;
    private final Word costMax;
    private final long intakeTimeNs;
    private final boolean returned;
    private volatile TransactionStatus.Stage stage = TransactionStatus.Stage.QUEUED;
    private volatile long position;
    private volatile long blockNumber;

    /** Written by the executing thread before the position is released, read after. */
    private @Nullable VoidReason voidReason;

    /**
     * @param costMax value plus gas limit times fee cap
     * @param returned whether it was ordered once and came back void
     */
    PooledTransaction(
            RecoveredTransaction transaction, Word costMax, long intakeTimeNs, boolean returned) {
        this.transaction = transaction;
        this.costMax = costMax;
        this.intakeTimeNs = intakeTimeNs;
        this.returned = returned;
    }

    /** One read back from the journal, already in its place. */
    public static PooledTransaction ofJournal(
            RecoveredTransaction transaction, long intakeTimeNs, long position, long block) {
        PooledTransaction tx = new PooledTransaction(transaction, Word.ZERO, intakeTimeNs, true);
        tx.ordered(position, block);
        return tx;
    }

    public RecoveredTransaction transaction() {
        return transaction;
    }

    public Word costMax() {
        return costMax;
    }

    public long intakeTimeNs() {
        return intakeTimeNs;
    }

    public long nonce() {
        return transaction.transaction().nonce();
    }

    boolean returned() {
        return returned;
    }

    public TransactionStatus.Stage stage() {
        return stage;
    }

    void stage(TransactionStatus.Stage value) {
        stage = value;
    }

    /** Place in the order; 0 until it has one. */
    public long position() {
        return position;
    }

    public long blockNumber() {
        return blockNumber;
    }

    /** Why the transaction was void at its position; null where it ran. */
    public @Nullable VoidReason voidReason() {
        return voidReason;
    }

    public void voidReason(VoidReason reason) {
        voidReason = reason;
    }

    void ordered(long at, long block) {
        position = at;
        blockNumber = block;
        stage = TransactionStatus.Stage.ORDERED;
    }
}
