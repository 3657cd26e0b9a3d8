package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trace.Step;
import io.kaizen.exec.trace.Tracer;
import io.kaizen.exec.trace.TransactionStart;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parallel is sequential, byte for byte, whatever the conflicts, threads and interleavings. */
class ParallelExecutorTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("kaizen.rounds", 12);
    private static final int BLOCK_SIZE = 120;

    private static ParallelExecutor executor(Revision revision, int window, int cells) {
        return executor(revision, window, cells, System::nanoTime);
    }

    private static ParallelExecutor executor(
            Revision revision, int window, int cells, LongSupplier nanoTime) {
        return new ParallelExecutor(
                new ParallelExecutor.Settings(ParallelExecutor.Mode.PARALLEL, window, cells, false),
                () -> new TransactionProcessor(revision, Word.ONE),
                nanoTime);
    }

    /** A chain of blocks, each run by the oracle and by what is tested. */
    private static void compare(
            String what, Revision revision, long seed, ParallelExecutor executor, Runnable pause) {
        Random random = new Random(seed);
        RandomBlocks blocks = new RandomBlocks(seed, revision);
        MemoryState state = RandomBlocks.genesis();
        SequentialExecutor oracle = new SequentialExecutor(revision, Word.ONE);
        ParallelBlockExecutor parallel =
                new ParallelBlockExecutor(executor, new SystemCalls(revision, Word.ONE), pause);
        for (int number = 1; number <= 3; number++) {
            RandomBlocks.Profile[] profiles = RandomBlocks.Profile.values();
            RandomBlocks.Profile profile = profiles[random.nextInt(profiles.length)];
            BlockContext context = blocks.context(number);
            List<RecoveredTransaction> transactions = blocks.transactions(profile, BLOCK_SIZE);
            BlockOutcome want = plain(oracle.execute(state, context, transactions));
            BlockOutcome have =
                    plain(parallel.execute(new PausingView(state, pause), context, transactions));
            String where = what + ", seed " + seed + ", block " + number + " of " + profile;
            for (int i = 0; i < want.results().size(); i++) {
                assertEquals(want.results().get(i), have.results().get(i), where + ", tx " + i);
            }
            assertEquals(want, have, where);
            state.apply(want.effects());
        }
    }

    /** Without the words of a precompile's refusal, which are made for tracers only. */
    private static BlockOutcome plain(BlockOutcome outcome) {
        List<TransactionResult> results =
                outcome.results().stream().map(SameResult::plain).toList();
        return new BlockOutcome(results, outcome.receipts(), outcome.effects(), outcome.gasUsed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 15})
    void anyNumberOfWorkersGivesTheSequentialResult(int workers) throws Exception {
        System.out.println("ParallelExecutorTest -Dkaizen.seed=" + SEED);
        Random seeds = new Random(SEED + workers);
        Revision[] revisions = {
            Revision.OSAKA, Revision.OSAKA, Revision.LONDON, Revision.BYZANTIUM, Revision.FRONTIER
        };
        for (int round = 0; round < ROUNDS; round++) {
            Revision revision = revisions[round % revisions.length];
            ParallelExecutor executor = executor(revision, 1 << seeds.nextInt(3, 9), 1 << 12);
            TestThreads threads = new TestThreads(executor, workers);
            try {
                compare(
                        workers + " workers, " + revision,
                        revision,
                        seeds.nextLong(),
                        executor,
                        Thread::onSpinWait);
            } finally {
                threads.end();
            }
        }
    }

    /** Every run pauses at each instruction, and a seed says who goes on. */
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"OSAKA", "LONDON", "FRONTIER"})
    void anyInterleavingGivesTheSequentialResult(Revision revision) throws Exception {
        System.out.println("ParallelExecutorTest -Dkaizen.seed=" + SEED);
        Random seeds = new Random(SEED + revision.name().hashCode());
        long speculated = 0;
        long reexecuted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            ParallelExecutor executor = executor(revision, 64, 1 << 12);
            Interleaved workers = new Interleaved(executor, seed, 1 + seeds.nextInt(6));
            compare("interleaved, " + revision, revision, seed, executor, workers::pause);
            workers.end();
            speculated += executor.counters().speculated();
            reexecuted += executor.counters().reexecuted();
        }
        assertTrue(speculated > 0, "nothing was run before its turn");
        assertTrue(reexecuted > 0, "nothing was ever stale: the interleavings are too tame");
    }

    /** The owner never waits: whoever is in the middle of a run goes on with it for nobody. */
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"OSAKA", "LONDON", "FRONTIER"})
    void whatIsTakenFromItsRunnerGivesTheSequentialResult(Revision revision) throws Exception {
        System.out.println("ParallelExecutorTest -Dkaizen.seed=" + SEED);
        Random seeds = new Random(SEED + revision.name().hashCode());
        long abandoned = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            AtomicLong now = new AtomicLong();
            ParallelExecutor executor =
                    executor(revision, 64, 1 << 12, () -> now.addAndGet(3_600_000_000_000L));
            Interleaved workers = new Interleaved(executor, seed, 1 + seeds.nextInt(6));
            compare("impatient, " + revision, revision, seed, executor, workers::pause);
            workers.end();
            abandoned += executor.counters().abandoned();
        }
        assertTrue(abandoned > 0, "nothing was taken from anybody");
    }

    @RepeatedTest(20)
    void independentTransfersAreNeverRunTwice() throws Exception {
        RandomBlocks blocks = new RandomBlocks(SEED, Revision.OSAKA);
        ParallelExecutor executor = executor(Revision.OSAKA, 256, 1 << 12);
        MemoryState state = RandomBlocks.genesis();
        // It is there from the start: who tips nothing depends on whether it is.
        state.put(RandomBlocks.FEES, 0, Word.ONE, Bytes.EMPTY);
        TestThreads threads = new TestThreads(executor, 3);
        try {
            new ParallelBlockExecutor(executor, new SystemCalls(Revision.OSAKA, Word.ONE))
                    .execute(
                            state,
                            blocks.context(1).withBlockHashes(n -> Hash.ZERO),
                            blocks.transactions(RandomBlocks.Profile.INDEPENDENT, 40));
        } finally {
            threads.end();
        }
        assertEquals(0, executor.counters().reexecuted());
    }

    @Test
    void theRootIsTheSequentialOne() throws Exception {
        RandomBlocks blocks = new RandomBlocks(SEED, Revision.OSAKA);
        MemoryState state = RandomBlocks.genesis();
        BlockContext context = blocks.context(1);
        List<RecoveredTransaction> transactions =
                blocks.transactions(RandomBlocks.Profile.EVERYTHING, BLOCK_SIZE);
        BlockOutcome want =
                new SequentialExecutor(Revision.OSAKA, Word.ONE)
                        .execute(state, context, transactions);
        ParallelExecutor executor = executor(Revision.OSAKA, 64, 1 << 12);
        BlockOutcome have;
        TestThreads threads = new TestThreads(executor, 2);
        try {
            have =
                    new ParallelBlockExecutor(executor, new SystemCalls(Revision.OSAKA, Word.ONE))
                            .execute(state, context, transactions);
        } finally {
            threads.end();
        }
        MemoryState other = RandomBlocks.genesis();
        other.apply(have.effects());
        state.apply(want.effects());
        assertEquals(root(state), root(other));
        assertTrue(want.results().stream().anyMatch(r -> r instanceof Executed));
    }

    private static Hash root(MemoryState state) {
        Map<Address, AccountState> whole = new HashMap<>();
        state.accounts()
                .forEach((address, account) ->
                        whole.put(address, new AccountState(account, state.slots(address))));
        return StateTrie.rootOf(whole);
    }

    /** Pauses at every read that the cells cannot answer. */
    private record PausingView(StateView state, Runnable pause) implements StateView {
        @Override
        public @Nullable Account account(Address address) {
            pause.run();
            return state.account(address);
        }

        @Override
        public Word storage(Address address, Word slot) {
            pause.run();
            return state.storage(address, slot);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return state.code(codeHash);
        }

        @Override
        public boolean hasStorage(Address address) {
            pause.run();
            return state.hasStorage(address);
        }
    }

    /** Workers of which one runs at a time, from pause to pause. */
    private static final class Interleaved {
        private final Baton baton;
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stop;

        Interleaved(ParallelExecutor executor, long seed, int count) {
            baton = new Baton(seed);
            Tracer pauses =
                    new Tracer() {
                        @Override
                        public boolean wantsSteps() {
                            return true;
                        }

                        @Override
                        public void onTransactionStart(TransactionStart start) {
                            baton.pause();
                        }

                        @Override
                        public void onStep(Step step) {
                            baton.pause();
                        }

                        @Override
                        public void onTransactionEnd(long gasUsed) {
                            baton.pause();
                        }
                    };
            for (int i = 0; i < count; i++) {
                Worker worker = executor.worker(pauses);
                threads.add(
                        baton.start(() -> {
                            while (!stop) {
                                worker.work();
                                baton.pause();
                            }
                        }));
            }
        }

        void pause() {
            baton.pause();
        }

        void end() throws InterruptedException {
            stop = true;
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    baton.pause();
                    thread.join(1);
                }
            }
        }
    }
}
