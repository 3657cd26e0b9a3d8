package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.MemoryState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many blocks through one executor that forgets, over a base that follows it result by result, as
 * the layers of a node do; its tables are so small that their generations turn all the time. {@code
 * -Dkaizen.seed} and {@code -Dkaizen.rounds} choose what is run.
 */
class StreamTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("kaizen.rounds", 12);
    private static final int ROUNDS_MAX = 40 * ROUNDS;
    private static final int BLOCK_SIZE = 120;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final LongAdder SPECULATED = new LongAdder();
    private static final LongAdder REEXECUTED = new LongAdder();

    private record Job(
            BlockContext context, List<RecoveredTransaction> transactions, BlockOutcome want) {}

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"OSAKA", "LONDON", "BYZANTIUM"})
    void aStreamOfBlocksGivesTheSequentialResults(Revision revision) {
        System.out.println("StreamTest -Dkaizen.seed=" + SEED);
        Random seeds = new Random(SEED + revision.name().hashCode());
        // In small windows, or where threads come late, a round may see nothing of what is looked
        // for.
        for (int round = 0;
                round < ROUNDS || (isSomethingUnseen() && round < ROUNDS_MAX);
                round++) {
            long seed = seeds.nextLong();
            Assertions.assertTimeoutPreemptively(
                    PATIENCE, () -> compare(revision, seed), () -> revision + " seed " + seed);
        }
        assertTrue(SPECULATED.sum() > 0, "nothing was run before its turn");
        assertTrue(REEXECUTED.sum() > 0, "nothing was ever stale");
    }

    private static boolean isSomethingUnseen() {
        return SPECULATED.sum() == 0 || REEXECUTED.sum() == 0;
    }

    private static void compare(Revision revision, long seed) throws Exception {
        Random random = new Random(seed);
        MemoryState state = RandomBlocks.genesis();
        LiveBase base = new LiveBase(state);
        List<Job> jobs = jobs(revision, seed, random, state);
        ParallelExecutor executor =
                new ParallelExecutor(
                        new ParallelExecutor.Settings(
                                ParallelExecutor.Mode.PARALLEL,
                                1 << random.nextInt(2, 9),
                                1 << random.nextInt(4, 9),
                                true),
                        () -> new TransactionProcessor(revision, Word.ONE),
                        System::nanoTime);
        String where = revision + " seed " + seed;
        if (random.nextBoolean()) {
            List<Worker> workers = List.of(executor.worker(), executor.worker());
            int patience = 1 + random.nextInt(12);
            Runnable now =
                    () -> {
                        if (random.nextInt(patience) == 0) {
                            workers.get(random.nextInt(workers.size())).work();
                        }
                    };
            new Stream(executor, jobs, base, where, now).run();
        } else {
            TestThreads threads = new TestThreads(executor, 1 + random.nextInt(4));
            try {
                new Stream(executor, jobs, base, where, Thread::onSpinWait).run();
            } finally {
                threads.end();
            }
        }
        SPECULATED.add(executor.counters().speculated());
        REEXECUTED.add(executor.counters().reexecuted());
        state.accounts()
                .forEach((address, account) -> {
                    assertEquals(account, base.account(address));
                    assertEquals(account, executor.state().account(address), () -> "of " + address);
                    state.slots(address)
                            .forEach((slot, value) ->
                                    assertEquals(value, executor.state().storage(address, slot)));
                });
    }

    /** Some blocks, and what one thread makes of them; the state is brought to their end. */
    private static List<Job> jobs(Revision revision, long seed, Random random, MemoryState state) {
        RandomBlocks blocks = new RandomBlocks(seed, revision);
        SequentialExecutor oracle = new SequentialExecutor(revision, Word.ONE);
        RandomBlocks.Profile[] profiles = RandomBlocks.Profile.values();
        List<Job> jobs = new ArrayList<>();
        for (int number = 1; number <= 12; number++) {
            RandomBlocks.Profile profile = profiles[random.nextInt(profiles.length)];
            BlockContext context = blocks.context(number);
            List<RecoveredTransaction> transactions =
                    blocks.transactions(profile, random.nextInt(BLOCK_SIZE));
            BlockOutcome want = oracle.execute(state, context, transactions);
            state.apply(want.effects());
            jobs.add(new Job(context, transactions, want));
        }
        return jobs;
    }

    /** Feeds ahead of what it takes, across blocks. */
    private static final class Stream {
        private final ParallelExecutor executor;
        private final List<Job> jobs;
        private final LiveBase base;
        private final String where;
        private final Runnable meanwhile;
        private int fedBlock;
        private int fedTransaction;

        Stream(
                ParallelExecutor executor,
                List<Job> jobs,
                LiveBase base,
                String where,
                Runnable meanwhile) {
            this.meanwhile = meanwhile;
            this.executor = executor;
            this.jobs = jobs;
            this.base = base;
            this.where = where;
        }

        void run() {
            for (int number = 0; number < jobs.size(); number++) {
                Job job = jobs.get(number);
                feed();
                executor.open(base, LateValues.NONE);
                long gasUsed = 0;
                for (int i = 0; i < job.transactions().size(); i++) {
                    TransactionResult result =
                            take(job.transactions().get(i), job.context().gasLimit() - gasUsed);
                    TransactionResult want = job.want().results().get(i);
                    String at = where + ", block " + number + ", tx " + i;
                    assertTrue(SameResult.of(want, result), () -> at + ": " + want + " " + result);
                    if (result instanceof Executed executed) {
                        gasUsed += executed.gasUsed();
                        base.apply(executed.effects());
                    }
                }
            }
            assertEquals(0, executor.depth(), where);
        }

        private TransactionResult take(RecoveredTransaction next, long gasLeft) {
            Invalid tooMuch = SequentialExecutor.beyondBlockGas(next.transaction(), gasLeft);
            while (true) {
                feed();
                meanwhile.run();
                if (tooMuch == null) {
                    TransactionResult result = executor.next();
                    if (result != null) {
                        return result;
                    }
                } else if (executor.skip()) {
                    return tooMuch;
                }
            }
        }

        private void feed() {
            while (fedBlock < jobs.size() && executor.hasRoom()) {
                Job job = jobs.get(fedBlock);
                if (fedTransaction == 0) {
                    executor.enter(job.context(), LateValues.NONE);
                }
                if (fedTransaction < job.transactions().size()) {
                    RecoveredTransaction next = job.transactions().get(fedTransaction++);
                    executor.add(next.transaction(), next.sender());
                } else {
                    fedBlock++;
                    fedTransaction = 0;
                }
            }
        }
    }
}
