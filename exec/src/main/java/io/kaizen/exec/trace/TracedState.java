package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;

/**
 * The state as the traced transaction sees it at this moment. Reading makes nothing warm. Good from
 * {@link Tracer#onTransactionStart} until {@link Tracer#onTransactionEnd} returns.
 */
public interface TracedState {
    long nonce(Address address);

    Word balance(Address address);

    /** {@link Hash#EMPTY_CODE} where there is no code, zero where there is no account. */
    Hash codeHash(Address address);

    Bytes code(Address address);

    Word storage(Address address, Word slot);
}
