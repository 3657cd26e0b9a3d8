package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.OrderedTrie;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.perf.fuzz.PeerBlock.Digest;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What our engine says of a block.
 *
 * @param state after it
 */
record LocalBlock(BlockOutcome outcome, MemoryState state) {

    /** Runs the transactions over the accounts. */
    static LocalBlock run(
            SequentialExecutor executor,
            MemoryState genesis,
            List<PreAccount> accounts,
            BlockContext context,
            List<RecoveredTransaction> transactions) {
        MemoryState state = copy(genesis);
        for (PreAccount account : accounts) {
            state.put(account.address(), account.nonce(), account.balance(), account.code());
            account.storage()
                    .forEach((slot, value) -> state.putStorage(account.address(), slot, value));
        }
        BlockOutcome outcome = executor.execute(state, context, transactions);
        state.apply(outcome.effects());
        return new LocalBlock(outcome, state);
    }

    static SequentialExecutor executor(Revision revision) {
        return new SequentialExecutor(revision, Chain.ID);
    }

    private static MemoryState copy(MemoryState from) {
        MemoryState to = new MemoryState();
        from.accounts()
                .forEach((address, account) -> {
                    to.put(
                            address,
                            account.nonce(),
                            account.balance(),
                            from.code(account.codeHash()));
                    from.slots(address)
                            .forEach((slot, value) -> to.putStorage(address, slot, value));
                });
        return to;
    }

    Digest digest() {
        return new Digest(
                root(state),
                OrderedTrie.root(outcome.receipts().stream().map(ReceiptCodec::encode).toList()),
                Bloom.union(outcome.receipts()),
                outcome.gasUsed());
    }

    static Hash root(MemoryState state) {
        Map<Address, StateTrie.AccountState> accounts = new HashMap<>();
        for (Map.Entry<Address, Account> entry : state.accounts().entrySet()) {
            Address address = entry.getKey();
            accounts.put(
                    address, new StateTrie.AccountState(entry.getValue(), state.slots(address)));
        }
        return StateTrie.rootOf(accounts);
    }
}
