package io.kaizen.exec.parallel;

import io.kaizen.exec.evm.Evm;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes parallel executors of whole blocks, one a revision, each with threads of its own, which
 * live until this is closed.
 */
public final class ParallelBlocks implements Function<Revision, BlockExecutor>, AutoCloseable {
    private static final int WINDOW = 1024;
    private static final int CELLS_MAX = 1 << 16;

    private final Word chainId;
    private final Tier tier;
    private final int threads;
    private final List<WorkerThreads> started = new ArrayList<>();

    /**
     * @param threads of each executor, the caller's among them
     */
    public ParallelBlocks(Word chainId, Tier tier, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads);
        }
        this.chainId = chainId;
        this.tier = tier;
        this.threads = threads;
    }

    @Override
    public BlockExecutor apply(Revision revision) {
        ParallelExecutor executor =
                new ParallelExecutor(
                        new ParallelExecutor.Settings(
                                ParallelExecutor.Mode.PARALLEL, WINDOW, CELLS_MAX, false),
                        () -> new TransactionProcessor(new Evm(revision, tier), chainId),
                        System::nanoTime);
        started.add(new WorkerThreads(executor, threads - 1));
        return new ParallelBlockExecutor(
                executor, new SystemCalls(new Evm(revision, tier), chainId));
    }

    @Override
    public void close() {
        started.forEach(WorkerThreads::close);
    }
}
