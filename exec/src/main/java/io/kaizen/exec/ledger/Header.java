package io.kaizen.exec.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A block header with Osaka's fields. Fields of later revisions are null in headers of earlier
 * ones, so that Ethereum's own history decodes too. Grouped by who decides them: the parent link
 * and environment are known when a block opens, the commitments when it is sealed.
 *
 * @param environment fixed at the block's opening
 * @param roots commitments to contents and resulting state
 * @param gasUsed by all transactions
 * @param bloom union of the receipts' filters
 */
public record Header(
        Hash parentHash, Environment environment, Roots roots, long gasUsed, Bytes bloom) {

    /**
     * @param timestamp seconds
     * @param difficulty zero since the Merge
     * @param mixHash prevRandao since the Merge
     * @param nonce 8 bytes; zero since the Merge
     * @param baseFee null before London
     * @param excessBlobGas null before Cancun
     * @param parentBeaconBlockRoot null before Cancun; the L1 origin hash on Kaizen
     */
    public record Environment(
            long number,
            long timestamp,
            long gasLimit,
            Address feeRecipient,
            Word difficulty,
            Hash mixHash,
            long nonce,
            Bytes extraData,
            @Nullable Word baseFee,
            @Nullable Long excessBlobGas,
            @Nullable Hash parentBeaconBlockRoot) {}

    /**
     * @param withdrawalsRoot null before Shanghai
     * @param blobGasUsed null before Cancun
     * @param requestsHash null before Prague (EIP-7685)
     */
    public record Roots(
            Hash ommersHash,
            Hash stateRoot,
            Hash transactionsRoot,
            Hash receiptsRoot,
            @Nullable Hash withdrawalsRoot,
            @Nullable Long blobGasUsed,
            @Nullable Hash requestsHash) {}

    public long number() {
        return environment.number();
    }

    public long timestamp() {
        return environment.timestamp();
    }

    public long gasLimit() {
        return environment.gasLimit();
    }

    public Hash stateRoot() {
        return roots.stateRoot();
    }
}
