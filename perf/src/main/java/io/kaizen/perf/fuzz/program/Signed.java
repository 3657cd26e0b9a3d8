package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;

/** Transactions as their senders sign them. */
final class Signed {
    private Signed() {}

    static RecoveredTransaction of(Transaction tx, Address sender, Bytes secret) {
        Transaction signed = TransactionCodec.sign(tx, secret.array());
        Bytes raw = TransactionCodec.encode(signed);
        return new RecoveredTransaction(signed, sender, Hash.keccak(raw), raw);
    }
}
