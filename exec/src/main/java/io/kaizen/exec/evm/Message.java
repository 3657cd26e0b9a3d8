package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;

/**
 * A top-level call or creation.
 *
 * @param kind CALL or CREATE
 * @param to the account called, or the address of the contract to be made
 * @param input calldata, or init code
 * @param gas what intrinsic gas left
 */
public record Message(
        CallKind kind, Address caller, Address to, Word value, Bytes input, long gas) {}
