package io.kaizen.exec.trace;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.process.BlockContext;

/**
 * What a tracer learns before a transaction runs.
 *
 * @param state still as it was before: no nonce raised, no fee taken
 */
public record TransactionStart(
        Transaction transaction,
        Address sender,
        BlockContext block,
        Revision revision,
        TracedState state) {}
