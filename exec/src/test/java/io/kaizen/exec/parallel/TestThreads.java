package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** Real threads that work for as long as a test runs. */
final class TestThreads {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean stop;

    TestThreads(ParallelExecutor executor, int count) {
        for (int i = 0; i < count; i++) {
            Worker worker = executor.worker();
            threads.add(Thread.ofPlatform().daemon().start(() -> run(worker)));
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // more threads than cores
    private void run(Worker worker) {
        try {
            while (!stop) {
                if (worker.work() == 0) {
                    Thread.yield();
                }
            }
        } catch (RuntimeException | Error failed) {
            synchronized (failures) {
                failures.add(failed);
            }
        }
    }

    void end() throws InterruptedException {
        stop = true;
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        synchronized (failures) {
            assertEquals(List.of(), failures);
        }
    }
}
