package io.kaizen.pipeline.publish;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.order.BlockOpening;
import org.jspecify.annotations.Nullable;

/**
 * A slot of the result ring: what the sealer needs of an order entry that was released. Written by
 * the publisher, read by the sealer. Exactly one of the three groups is set.
 */
public final class ResultEvent {
    private long position;
    private @Nullable BlockOpening open;
    private @Nullable RecoveredTransaction transaction;
    private @Nullable Receipt receipt;
    private @Nullable Hash closeHash;

    void open(long at, BlockOpening value) {
        clear(at);
        open = value;
    }

    void transaction(long at, RecoveredTransaction tx, Receipt result) {
        clear(at);
        transaction = tx;
        receipt = result;
    }

    void close(long at, Hash entryHash) {
        clear(at);
        closeHash = entryHash;
    }

    private void clear(long at) {
        position = at;
        clear();
    }

    /** Lets go of everything, so that the ring keeps nothing alive that the sealer has taken. */
    public void clear() {
        open = null;
        transaction = null;
        receipt = null;
        closeHash = null;
    }

    public long position() {
        return position;
    }

    public @Nullable BlockOpening open() {
        return open;
    }

    public @Nullable RecoveredTransaction transaction() {
        return transaction;
    }

    public @Nullable Receipt receipt() {
        return receipt;
    }

    /** The order hash at the block's close; null unless this is a close. */
    public @Nullable Hash closeHash() {
        return closeHash;
    }
}
