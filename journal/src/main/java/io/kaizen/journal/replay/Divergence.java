package io.kaizen.journal.replay;

import org.jspecify.annotations.Nullable;

/**
 * The first place where re-execution and the record disagree.
 *
 * @param transaction index in the block, null where the block as a whole differs
 * @param field what differs, as {@code receipt.gasUsed} or {@code header.stateRoot}
 */
public record Divergence(
        long blockNumber,
        @Nullable Integer transaction,
        String field,
        String replayed,
        String recorded) {

    @Override
    public String toString() {
        return "block "
                + blockNumber
                + (transaction == null ? "" : ", transaction " + transaction)
                + ": "
                + field
                + ": replayed "
                + replayed
                + ", recorded "
                + recorded;
    }
}
