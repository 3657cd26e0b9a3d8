package io.kaizen.exec.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction did.
 *
 * @param type the transaction's type byte
 * @param succeeded EIP-658 status
 * @param cumulativeGasUsed gas used in the block up to and including this transaction
 * @param logs in order of emission
 * @param bloom filter over {@code logs}
 * @param outcome what is not part of the consensus encoding
 */
public record Receipt(
        TransactionType type,
        boolean succeeded,
        long cumulativeGasUsed,
        List<Log> logs,
        Bytes bloom,
        Outcome outcome) {

    public Receipt {
        logs = List.copyOf(logs);
    }

    /**
     * @param gasUsed by this transaction, after refunds
     * @param effectiveGasPrice in wei
     * @param contractAddress of the contract created, null for a call
     * @param postState the intermediate root of receipts before Byzantium, null since
     */
    public record Outcome(
            long gasUsed,
            Word effectiveGasPrice,
            @Nullable Address contractAddress,
            @Nullable Hash postState) {}

    public long gasUsed() {
        return outcome.gasUsed();
    }
}
