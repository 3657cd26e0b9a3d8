package io.kaizen.exec.ledger;

/**
 * A validator withdrawal of Ethereum's own blocks (EIP-4895).
 *
 * @param amountGwei unsigned 64-bit
 */
public record Withdrawal(long index, long validatorIndex, Address address, long amountGwei) {}
