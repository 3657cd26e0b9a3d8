package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import java.math.BigInteger;

/** Excess blob gas from block to block (EIP-4844, 7691, 7918). Pure. */
final class BlobGas {
    /** Gas per blob whose price the blob gas of one blob must not undercut (EIP-7918). */
    private static final long BLOB_BASE_COST = 1L << 13;

    private BlobGas() {}

    /**
     * The excess in the header of the block after {@code parent}; a parent before Cancun counts as
     * zero.
     *
     * @param blobs of the block itself, not of its parent
     */
    static long excess(Revision revision, BlobSchedule blobs, Header parent) {
        Long parentExcess = parent.environment().excessBlobGas();
        Long parentUsed = parent.roots().blobGasUsed();
        Word baseFee = parent.environment().baseFee();
        if (parentExcess == null || parentUsed == null || baseFee == null) {
            return 0;
        }
        long sum = parentExcess + parentUsed;
        if (Long.compareUnsigned(sum, blobs.targetGas()) < 0) {
            return 0;
        }
        if (revision.atLeast(Revision.OSAKA) && isBelowReserve(blobs, parentExcess, baseFee)) {
            return parentExcess + parentUsed * (blobs.max() - blobs.target()) / blobs.max();
        }
        return sum - blobs.targetGas();
    }

    private static boolean isBelowReserve(BlobSchedule blobs, long parentExcess, Word baseFee) {
        BigInteger reserve = baseFee.toBigInteger().multiply(BigInteger.valueOf(BLOB_BASE_COST));
        BigInteger price =
                BlobFee.of(parentExcess, blobs.updateFraction())
                        .toBigInteger()
                        .multiply(BigInteger.valueOf(BlobFee.GAS_PER_BLOB));
        return reserve.compareTo(price) > 0;
    }
}
