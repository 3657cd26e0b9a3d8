package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;

/**
 * What the ordering writer fixes before a block's first transaction.
 *
 * @param timestampMs milliseconds since 1970
 * @param baseFee wei per gas
 */
public record BlockOpening(
        long number,
        long timestampMs,
        Word baseFee,
        long gasLimit,
        Address feeRecipient,
        Hash prevRandao,
        L1Origin l1Origin) {

    /** The L1 block whose data the block may use. */
    public record L1Origin(long number, Hash hash) {
        public static final L1Origin NONE = new L1Origin(0, Hash.ZERO);
    }
}
