package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import java.util.List;

/**
 * A block with its root and everything it did.
 *
 * @param hash keccak256 of the header's RLP
 * @param receipts one for each transaction, in order
 * @param range where its causes lie in the order queue
 */
public record SealedBlock(
        Header header,
        Hash hash,
        List<RecoveredTransaction> transactions,
        List<Receipt> receipts,
        OrderRange range) {

    public SealedBlock {
        transactions = List.copyOf(transactions);
        receipts = List.copyOf(receipts);
    }

    /**
     * Positions of the block's open and close entries and the order hash at its close. Genesis has
     * {@code first = last = 0}.
     */
    public record OrderRange(long first, long last, Hash orderHash) {}

    public long number() {
        return header.number();
    }
}
