package io.kaizen.exec.ledger;

/**
 * A transaction with what decoding and recovery found.
 *
 * @param sender recovered from the signature
 * @param hash keccak256 of {@code raw}
 * @param raw the canonical encoding: legacy RLP, or type byte and payload
 */
public record RecoveredTransaction(Transaction transaction, Address sender, Hash hash, Bytes raw) {}
