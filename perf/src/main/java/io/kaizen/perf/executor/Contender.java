package io.kaizen.perf.executor;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.parallel.LateValues;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.parallel.Worker;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One way to execute, with its threads and its own copy of what it has committed. */
final class Contender implements AutoCloseable {
    private static final ParallelExecutor.Settings BASE = ParallelExecutor.Settings.DEFAULT;
    private static final int CELLS_MAX = 1 << 22;

    private static final int SPINS = 20;
    private static final int IDLE_MAX = 200;
    private static final long PARK_NS = 50_000;

    private final ParallelExecutor executor;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    Contender(World world, ParallelExecutor.Mode mode, int workers) {
        this.executor =
                new ParallelExecutor(
                        new ParallelExecutor.Settings(mode, BASE.window(), CELLS_MAX, false),
                        () -> new TransactionProcessor(Revision.OSAKA, Word.ONE),
                        System::nanoTime);
        executor.open(world.state, LateValues.NONE);
        executor.enter(world.block, LateValues.NONE);
        for (int i = 0; i < workers; i++) {
            Worker worker = executor.worker();
            threads.add(
                    Thread.ofPlatform().name("worker-" + i).daemon().start(() -> drive(worker)));
        }
    }

    /** Spins for as long as there may be work soon, then sleeps: as a node's threads do. */
    private void drive(Worker worker) {
        int idle = 0;
        while (!stop) {
            if (worker.work() > 0) {
                idle = 0;
            } else if (idle++ < IDLE_MAX) {
                for (int i = 0; i < SPINS; i++) {
                    Thread.onSpinWait();
                }
            } else {
                LockSupport.parkNanos(PARK_NS);
            }
        }
    }

    /** Runs all, to their receipts; the time in nanoseconds. */
    long run(List<RecoveredTransaction> transactions) {
        long began = System.nanoTime();
        int added = 0;
        long gasUsed = 0;
        for (RecoveredTransaction taken : transactions) {
            while (added < transactions.size() && executor.hasRoom()) {
                RecoveredTransaction next = transactions.get(added++);
                executor.add(next.transaction(), next.sender());
            }
            TransactionResult result = executor.next();
            while (result == null) {
                Thread.onSpinWait();
                result = executor.next();
            }
            if (!(result instanceof Executed executed) || !executed.succeeded()) {
                throw new IllegalStateException("a transaction failed: " + result);
            }
            gasUsed =
                    BlockAssembler.receipt(
                                    taken.transaction().type(), executed, executor.bloom(), gasUsed)
                            .cumulativeGasUsed();
        }
        long took = System.nanoTime() - began;
        if (executor.next() != null) {
            throw new IllegalStateException("more was taken than added");
        }
        return took;
    }

    Counters counters() {
        return executor.counters();
    }

    @Override
    public void close() {
        stop = true;
    }
}
