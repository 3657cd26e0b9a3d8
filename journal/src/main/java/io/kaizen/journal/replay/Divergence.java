package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The first place where re-execution and the record disagree.
 *
 * @param field what differs, as {@code receipt.gasUsed} or {@code header.stateRoot}
 */
public record Divergence(Place place, String field, String replayed, String recorded) {

    /**
     * A block, or one of its transactions.
     *
     * @param transaction index in the block, null where the block as a whole differs; for fields of
     *     the order ({@code order.*}) void transactions count, for all others they do not
     * @param position in the order
     */
    public record Place(
            long block,
            @Nullable Integer transaction,
            @Nullable Hash transactionHash,
            @Nullable Long position) {

        static Place ofBlock(long block) {
            return new Place(block, null, null, null);
        }

        @Override
        public String toString() {
            return "block "
                    + block
                    + (transaction == null ? "" : ", transaction " + transaction)
                    + (transactionHash == null ? "" : " (" + transactionHash + ")")
                    + (position == null ? "" : ", order position " + position);
        }
    }

    @Override
    public String toString() {
        return place + ": " + field + ": replayed " + replayed + ", recorded " + recorded;
    }
}
