package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.EffectsBuilder;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.OrderedTrie;
import io.kaizen.perf.fuzz.PeerBlock.Digest;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What our engine says of a block.
 *
 * @param transactions as they ran
 * @param state after them
 * @param frames of the transactions that were asked for
 */
record LocalBlock(
        List<RecoveredTransaction> transactions,
        BlockOutcome outcome,
        MemoryState state,
        Map<Hash, List<Frame>> frames) {

    /** Our engine at one revision. One thread. */
    static final class Runner {
        private final SequentialExecutor executor;
        private final TransactionProcessor processor;

        Runner(Revision revision) {
            // Every program runs once, and so would never be hot.
            executor =
                    new SequentialExecutor(
                            new TransactionProcessor(new Evm(revision, Tier.ALWAYS), Chain.ID),
                            new SystemCalls(revision, Chain.ID));
            processor = new TransactionProcessor(revision, Chain.ID);
        }

        /**
         * @param genesis the state before the accounts are put into it; not changed
         * @param traced whose frames are wanted
         * @throws TraceException where a transaction ends otherwise under a tracer
         */
        LocalBlock run(
                MemoryState genesis,
                List<PreAccount> accounts,
                BlockContext context,
                List<RecoveredTransaction> transactions,
                Set<Hash> traced) {
            MemoryState state = state(genesis, accounts);
            BlockOutcome outcome = executor.execute(state, context, transactions);
            Map<Hash, List<Frame>> frames = new HashMap<>();
            EffectsBuilder view = new EffectsBuilder(state);
            for (int i = 0; i < transactions.size(); i++) {
                RecoveredTransaction tx = transactions.get(i);
                if (!(outcome.results().get(i) instanceof Executed executed)) {
                    continue;
                }
                if (traced.contains(tx.hash())) {
                    frames.put(tx.hash(), trace(view, context, tx, executed));
                }
                view.add(executed.effects());
            }
            state.apply(outcome.effects());
            return new LocalBlock(transactions, outcome, state, frames);
        }

        private List<Frame> trace(
                EffectsBuilder view,
                BlockContext context,
                RecoveredTransaction tx,
                Executed expected) {
            FrameRecorder recorder = new FrameRecorder();
            TransactionResult result =
                    processor.execute(
                            view,
                            context,
                            tx.transaction(),
                            tx.sender(),
                            Validation.CONSENSUS,
                            recorder);
            if (!SameResult.of(result, expected)) {
                throw new TraceException(
                        "under a tracer %s ends as %s, without as %s"
                                .formatted(tx.hash(), result, expected));
            }
            return recorder.frames();
        }
    }

    /** The accounts over the genesis, in a state of their own. */
    static MemoryState state(MemoryState genesis, List<PreAccount> accounts) {
        MemoryState state = new MemoryState();
        genesis.accounts()
                .forEach((address, account) -> {
                    state.put(
                            address,
                            account.nonce(),
                            account.balance(),
                            genesis.code(account.codeHash()));
                    genesis.slots(address)
                            .forEach((slot, value) -> state.putStorage(address, slot, value));
                });
        for (PreAccount account : accounts) {
            state.put(account.address(), account.nonce(), account.balance(), account.code());
            account.storage()
                    .forEach((slot, value) -> state.putStorage(account.address(), slot, value));
        }
        return state;
    }

    Digest digest() {
        return new Digest(
                OrderedTrie.root(outcome.receipts().stream().map(ReceiptCodec::encode).toList()),
                Bloom.union(outcome.receipts()),
                outcome.gasUsed());
    }
}
