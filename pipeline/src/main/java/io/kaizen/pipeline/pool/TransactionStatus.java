package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The fate of a transaction that was received.
 *
 * @param reason of a refusal, a replacement or a void; what a queued one waits for; else null
 * @param blockNumber once ordered, else null
 */
public record TransactionStatus(
        Hash hash, Stage stage, @Nullable String reason, @Nullable Long blockNumber) {

    /** In the order of a transaction's life; REFUSED, REPLACED and VOID are ends. */
    public enum Stage {
        REFUSED,
        QUEUED,
        PENDING,
        REPLACED,
        ORDERED,
        VOID,
        PRECONFIRMED,
        SEALED;

        /** Whether the transaction stands in no block; sent again, it may yet. */
        public boolean isEnd() {
            return this == REFUSED || this == REPLACED || this == VOID;
        }
    }
}
