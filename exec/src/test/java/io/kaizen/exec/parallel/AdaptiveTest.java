package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.process.SequentialExecutor.BlockOutcome;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.state.MemoryState;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The adaptive way with real workers, which are let in and sent to sleep again and again by a clock
 * that is made up. {@code -Dkaizen.seed} chooses what is run.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdaptiveTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final Revision REVISION = Revision.OSAKA;
    private static final int BLOCK_SIZE = 120;
    private static final int BLOCKS = 400;
    private static final int BLOCKS_MAX = 10 * BLOCKS;
    private static final int WINDOW = 64;

    /** Each look takes another while: no way is ever good for long. */
    private static final class Clock {
        private final Random random;
        private long nowNs;

        Clock(Random random) {
            this.random = random;
        }

        long nowNs() {
            nowNs += TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(40));
            return nowNs;
        }
    }

    @Test
    void changingTheWayGivesTheSequentialResult() {
        System.out.println("AdaptiveTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        ParallelExecutor executor =
                new ParallelExecutor(
                        new ParallelExecutor.Settings(
                                ParallelExecutor.Mode.ADAPTIVE, WINDOW, 1 << 12, false),
                        () -> new TransactionProcessor(REVISION, Word.ONE),
                        new Clock(random)::nowNs);
        Set<String> phases = new HashSet<>();
        WorkerThreads threads = new WorkerThreads(executor, 2);
        try {
            MemoryState state = RandomBlocks.genesis();
            RandomBlocks blocks = new RandomBlocks(SEED, REVISION);
            SequentialExecutor oracle = new SequentialExecutor(REVISION, Word.ONE);
            ParallelBlockExecutor parallel =
                    new ParallelBlockExecutor(executor, new SystemCalls(REVISION, Word.ONE));
            // A trial waits until it can be paid for, which takes longer on a slow machine.
            boolean tried = false;
            for (int number = 1; number <= BLOCKS || (!tried && number <= BLOCKS_MAX); number++) {
                BlockContext context = blocks.context(number);
                RandomBlocks.Profile[] profiles = RandomBlocks.Profile.values();
                List<RecoveredTransaction> transactions =
                        blocks.transactions(profiles[random.nextInt(profiles.length)], BLOCK_SIZE);
                BlockOutcome want = oracle.execute(state, context, transactions);
                BlockOutcome have = parallel.execute(state, context, transactions);
                String where = "seed " + SEED + ", block " + number + ", " + executor.phase();
                assertEquals(
                        want.results().stream().map(SameResult::plain).toList(),
                        have.results().stream().map(SameResult::plain).toList(),
                        where);
                assertEquals(want.receipts(), have.receipts(), where);
                assertEquals(want.effects(), have.effects(), where);
                state.apply(want.effects());
                phases.add(executor.phase());
                tried = phases.contains("trial");
            }
        } finally {
            threads.close();
        }
        assertTrue(
                phases.containsAll(Set.of("sequential", "trial")), "seed " + SEED + ": " + phases);
    }
}
