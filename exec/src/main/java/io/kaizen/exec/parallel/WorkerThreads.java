package io.kaizen.exec.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that drive an executor's workers until they are closed: while transactions are
 * offered they spin for as long as there may be work soon, then sleep briefly; else they sleep
 * until the owner wakes them.
 */
public final class WorkerThreads implements AutoCloseable {
    private static final int SPINS = 20;
    private static final int IDLE_MAX = 200;
    private static final long PARK_NS = 50_000;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    /** Starts them, each with a worker of its own. */
    public WorkerThreads(ParallelExecutor executor, int count) {
        for (int i = 0; i < count; i++) {
            Worker worker = executor.worker();
            threads.add(
                    Thread.ofPlatform()
                            .name("kaizen-execute-" + i)
                            .daemon()
                            .start(() -> drive(worker)));
        }
        executor.wakesWith(this::wake);
    }

    private void drive(Worker worker) {
        int idle = 0;
        while (!stop) {
            if (worker.work() > 0) {
                idle = 0;
            } else if (!worker.isWanted()) {
                // Who is woken in between does not park.
                LockSupport.park(this);
                idle = 0;
            } else if (idle++ < IDLE_MAX) {
                for (int i = 0; i < SPINS; i++) {
                    Thread.onSpinWait();
                }
            } else {
                LockSupport.parkNanos(this, PARK_NS);
            }
        }
    }

    private void wake() {
        threads.forEach(LockSupport::unpark);
    }

    /** Tells them to end; a transaction under way is finished. */
    @Override
    public void close() {
        stop = true;
        wake();
    }
}
