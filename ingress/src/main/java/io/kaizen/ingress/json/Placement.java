package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Preconfirmation;
import org.jspecify.annotations.Nullable;

/**
 * Where a transaction stands: what receipts, logs and transactions say of their block.
 *
 * @param blockHash null where the block is not sealed yet
 * @param timestamp of the block, seconds
 * @param baseFee of the block; null before London
 * @param index in the block
 * @param firstLogIndex of its first log in the block
 */
public record Placement(
        @Nullable Hash blockHash,
        long blockNumber,
        long timestamp,
        @Nullable Word baseFee,
        int index,
        int firstLogIndex) {

    public static Placement of(SealedBlock block, int index) {
        int logs = 0;
        for (Receipt receipt : block.receipts().subList(0, index)) {
            logs += receipt.logs().size();
        }
        return of(block, index, logs);
    }

    /** Where the caller counts the logs itself while it walks the block. */
    public static Placement of(SealedBlock block, int index, int firstLogIndex) {
        return new Placement(
                block.hash(),
                block.number(),
                block.header().timestamp(),
                block.header().environment().baseFee(),
                index,
                firstLogIndex);
    }

    public static Placement of(Preconfirmation event, long timestamp, @Nullable Word baseFee) {
        return new Placement(
                null, event.blockNumber(), timestamp, baseFee, event.index(), event.logIndex());
    }
}
