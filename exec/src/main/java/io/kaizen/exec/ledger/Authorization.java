package io.kaizen.exec.ledger;

/**
 * A signed permission to set an account's code to a delegation (EIP-7702).
 *
 * @param chainId 0 for any chain
 * @param nonce unsigned 64-bit
 */
public record Authorization(Word chainId, Address address, long nonce, Signature signature) {}
