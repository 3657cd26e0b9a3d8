package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockHashes;

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

    /**
     * What the opening means to execution. The blob base fee is its minimum of 1 wei: no blob gas
     * is ever used (EIP-4844).
     */
    public BlockContext context(BlockHashes hashes) {
        return new BlockContext(
                number,
                timestampMs / 1000,
                gasLimit,
                feeRecipient,
                Word.ZERO,
                prevRandao,
                baseFee,
                Word.ONE,
                l1Origin.hash(),
                hashes);
    }

    /** What the opening means to the header: seconds, with the milliseconds in the extra data. */
    public Header.Environment environment() {
        return new Header.Environment(
                number,
                timestampMs / 1000,
                gasLimit,
                feeRecipient,
                Word.ZERO,
                prevRandao,
                0,
                BlockAssembler.extraData(timestampMs),
                baseFee,
                0L,
                l1Origin.hash());
    }
}
