package io.kaizen.exec.parallel;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How long the owner, with nothing else to do, waits for a task that is running elsewhere: a thread
 * may lose its core in the middle of one, for as long as the system likes. Owner.
 */
final class Patience {
    private static final long WAIT_MIN_NS = 50_000;

    /** About what the dearest instructions take, so that what runs for long is not run twice. */
    private static final double NS_PER_GAS = 0.5;

    private final LongSupplier nanoTime;
    private long sequence = -1;
    private long sinceNs;

    Patience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether it is over, for the task that is asked for again and again. */
    boolean isOver(Task task) {
        long now = nanoTime.getAsLong();
        if (task.sequence != sequence) {
            sequence = task.sequence;
            sinceNs = now;
            return false;
        }
        long gasLimit = Objects.requireNonNull(task.transaction).gasLimit();
        return now - sinceNs > Math.max(WAIT_MIN_NS, gasLimit * NS_PER_GAS);
    }
}
