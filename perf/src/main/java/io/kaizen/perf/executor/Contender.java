package io.kaizen.perf.executor;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.parallel.LateValues;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.parallel.WorkerThreads;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import java.util.List;
import java.util.function.IntConsumer;

/** One way to execute, with its threads and its own copy of what it has committed. */
final class Contender implements AutoCloseable {
    private static final ParallelExecutor.Settings BASE = ParallelExecutor.Settings.DEFAULT;
    private static final int CELLS_MAX = 1 << 22;

    private final ParallelExecutor executor;
    private final WorkerThreads threads;

    Contender(World world, ParallelExecutor.Mode mode, int workers) {
        this.executor =
                new ParallelExecutor(
                        settings(mode),
                        () -> new TransactionProcessor(Revision.OSAKA, Word.ONE),
                        System::nanoTime);
        executor.open(world.state, LateValues.NONE);
        executor.enter(world.block, LateValues.NONE);
        this.threads = new WorkerThreads(executor, workers);
    }

    static ParallelExecutor.Settings settings(ParallelExecutor.Mode mode) {
        return new ParallelExecutor.Settings(mode, BASE.window(), CELLS_MAX, false);
    }

    /** Runs all, to their receipts; the time in nanoseconds. */
    long run(List<RecoveredTransaction> transactions) {
        return run(transactions, i -> {});
    }

    /**
     * @param taken is told of each by its number
     */
    long run(List<RecoveredTransaction> transactions, IntConsumer taken) {
        long began = System.nanoTime();
        int added = 0;
        long gasUsed = 0;
        for (int i = 0; i < transactions.size(); i++) {
            while (added < transactions.size() && executor.hasRoom()) {
                RecoveredTransaction next = transactions.get(added++);
                executor.add(next.transaction(), next.sender());
            }
            gasUsed = take(executor, transactions.get(i), gasUsed);
            taken.accept(i);
        }
        long took = System.nanoTime() - began;
        if (executor.next() != null) {
            throw new IllegalStateException("more was taken than added");
        }
        return took;
    }

    /**
     * Takes the next, to its receipt.
     *
     * @return the gas used with it
     */
    static long take(ParallelExecutor executor, RecoveredTransaction next, long gasUsed) {
        TransactionResult result = executor.next();
        while (result == null) {
            Thread.onSpinWait();
            result = executor.next();
        }
        if (!(result instanceof Executed executed) || !executed.succeeded()) {
            throw new IllegalStateException("a transaction failed: " + result);
        }
        return BlockAssembler.receipt(
                        next.transaction().type(), executed, executor.bloom(), gasUsed)
                .cumulativeGasUsed();
    }

    Counters counters() {
        return executor.counters();
    }

    @Override
    public void close() {
        threads.close();
    }
}
