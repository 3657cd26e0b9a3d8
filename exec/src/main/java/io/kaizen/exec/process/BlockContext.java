package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;

/**
 * What a block fixes before its first transaction.
 *
 * @param timestamp seconds
 * @param difficulty zero since the Merge, where {@code prevRandao} takes its place
 * @param baseFee wei per gas; zero before London
 * @param blobBaseFee wei per blob gas; zero before Cancun
 * @param parentBeaconBlockRoot what EIP-4788 stores; zero before Cancun
 */
public record BlockContext(
        long number,
        long timestamp,
        long gasLimit,
        Address feeRecipient,
        Word difficulty,
        Hash prevRandao,
        Word baseFee,
        Word blobBaseFee,
        Hash parentBeaconBlockRoot,
        BlockHashes blockHashes) {

    public BlockContext withBlockHashes(BlockHashes hashes) {
        return new BlockContext(
                number,
                timestamp,
                gasLimit,
                feeRecipient,
                difficulty,
                prevRandao,
                baseFee,
                blobBaseFee,
                parentBeaconBlockRoot,
                hashes);
    }
}
