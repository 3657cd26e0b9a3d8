package io.kaizen.exec.trie;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a trie, and the store below it, may use beside their caller's. The caller takes
 * part and takes every task that nobody has begun: an executor that is busy or refuses makes it
 * slower, never wrong.
 *
 * @param threads how many work at most, the caller among them
 */
public record TrieWorkers(Executor executor, int threads) {
    /** The caller's thread alone. */
    public static final TrieWorkers CALLER = new TrieWorkers(Runnable::run, 1);

    public TrieWorkers {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads);
        }
    }

    /**
     * Runs the body for every index from 0 and returns when all have ended. Where bodies throw, the
     * exception of the lowest index is thrown.
     */
    public void forEach(int tasks, IntConsumer body) {
        if (threads == 1 || tasks <= 1) {
            for (int i = 0; i < tasks; i++) {
                body.accept(i);
            }
            return;
        }
        Round round = new Round(tasks, body);
        try {
            for (int i = 1; i < Math.min(threads, tasks); i++) {
                executor.execute(round);
            }
        } catch (RejectedExecutionException refused) {
            // The caller does what is left.
        }
        round.run();
        round.await();
    }

    /** As {@link #forEach(int, IntConsumer)} with the indices in tasks of {@code run} each. */
    public void forEach(int count, int run, IntConsumer body) {
        forEach(
                (count + run - 1) / run,
                task -> {
                    int end = Math.min(count, (task + 1) * run);
                    for (int i = task * run; i < end; i++) {
                        body.accept(i);
                    }
                });
    }

    /** Tasks that several threads take from, each once. */
    private static final class Round implements Runnable {
        private final int tasks;
        private final IntConsumer body;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch left;
        private final AtomicReferenceArray<@Nullable Throwable> failures;

        Round(int tasks, IntConsumer body) {
            this.tasks = tasks;
            this.body = body;
            this.left = new CountDownLatch(tasks);
            this.failures = new AtomicReferenceArray<>(tasks);
        }

        /** Takes tasks until there are none; what they throw is for {@link #await}. */
        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                try {
                    body.accept(i);
                } catch (RuntimeException | Error thrown) {
                    failures.set(i, thrown);
                } finally {
                    // Publishes what the task wrote to who awaits the round.
                    left.countDown();
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    left.await();
                    break;
                } catch (InterruptedException stop) {
                    // A round is short and its results are needed whole.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            for (int i = 0; i < tasks; i++) {
                switch (failures.get(i)) {
                    case RuntimeException thrown -> throw thrown;
                    case Error thrown -> throw thrown;
                    case null, default -> {}
                }
            }
        }
    }
}
