package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import java.util.List;

/**
 * What a message can learn of its block and transaction.
 *
 * @param baseFee what BASEFEE reads: zero in simulations without a gas price
 */
public record Environment(
        BlockContext block,
        Word chainId,
        Address origin,
        Word gasPrice,
        Word baseFee,
        List<Hash> blobHashes) {
    public Environment {
        blobHashes = List.copyOf(blobHashes);
    }
}
