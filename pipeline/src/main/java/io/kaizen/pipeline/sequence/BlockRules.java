package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.Address;

/**
 * What the sequencer puts into the blocks it opens.
 *
 * @param gasLimit declared gas (sum of gas limits) that closes a block
 * @param feeRecipient receives the priority fees
 */
public record BlockRules(
        long gasLimit, Address feeRecipient, BaseFeeRule baseFee, Sealing sealing) {}
