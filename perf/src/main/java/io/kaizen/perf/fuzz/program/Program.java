package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.Map;

/**
 * Accounts, and transactions to run over them in order.
 *
 * @param accounts each address once
 */
public record Program(
        long seed,
        Revision revision,
        Profile profile,
        List<PreAccount> accounts,
        List<RecoveredTransaction> transactions) {
    public Program {
        accounts = List.copyOf(accounts);
        transactions = List.copyOf(transactions);
    }

    /**
     * An account before the first transaction.
     *
     * @param storage non-zero slots
     */
    public record PreAccount(
            Address address, long nonce, Word balance, Bytes code, Map<Word, Word> storage) {
        public PreAccount {
            storage = Map.copyOf(storage);
        }

        public PreAccount withCode(Bytes other) {
            return new PreAccount(address, nonce, balance, other, storage);
        }
    }

    public Program withAccounts(List<PreAccount> others) {
        return new Program(seed, revision, profile, others, transactions);
    }

    public Program withTransactions(List<RecoveredTransaction> others) {
        return new Program(seed, revision, profile, accounts, others);
    }
}
