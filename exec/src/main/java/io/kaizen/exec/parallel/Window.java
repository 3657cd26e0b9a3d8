package io.kaizen.exec.parallel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The tasks between the oldest that is not committed and the newest that was added, by sequence
 * number, and the three numbers that divide the work.
 *
 * <pre>
 *   committed ≤ watermark < ... direct ... claimed ... published
 * </pre>
 */
final class Window {
    private final Task[] tasks;
    private final int mask;

    /** Before the first task that was never offered to a worker. Written by the owner. */
    private volatile long published;

    /** The last committed sequence, while this is open. Written by the owner. */
    private volatile long watermark = -1;

    /** Whether a worker may find anything here. Written by the owner. */
    private volatile boolean open;

    private final AtomicLong claimed = new AtomicLong();

    /**
     * @param capacity a power of two
     */
    Window(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("window of " + capacity + ", want a power of two");
        }
        tasks = new Task[capacity];
        mask = capacity - 1;
        for (int i = 0; i < capacity; i++) {
            tasks[i] = new Task();
        }
    }

    int capacity() {
        return tasks.length;
    }

    Task task(long sequence) {
        return tasks[(int) sequence & mask];
    }

    /** Puts another task in the place of one that was abandoned. Owner. */
    void replace(Task task) {
        tasks[(int) task.sequence & mask] = task;
    }

    /**
     * Whether workers have anything to look for. Where not, this is all that they may look at: the
     * owner then writes to nothing that they read.
     */
    boolean isOpen() {
        return open;
    }

    /**
     * Lets workers in. What they see of the watermark by now, and of the tasks, may be old. Owner.
     */
    void open(long committed) {
        watermark = committed;
        open = true;
    }

    /** Once all that was offered is committed. Owner. */
    void close() {
        open = false;
    }

    long published() {
        return published;
    }

    void publish(long before) {
        published = before;
    }

    long watermark() {
        return watermark;
    }

    void committed(long sequence) {
        watermark = sequence;
    }

    /** Leaves what is not claimed by now to the owner; from here on is claimed anew. Owner. */
    void claimFrom(long sequence) {
        claimed.accumulateAndGet(sequence, Math::max);
    }

    long claimed() {
        return claimed.get();
    }

    /**
     * Takes up to {@code count} tasks for one runner, not nearer to the owner than {@code gap}.
     *
     * @return the first of them, or -1 where there are none
     */
    long claim(int count, int gap) {
        long limit = published;
        while (true) {
            long next = claimed.get();
            long first = Math.max(next, watermark + 1 + gap);
            if (first >= limit) {
                return -1;
            }
            if (claimed.compareAndSet(next, Math.min(first + count, limit))) {
                return first;
            }
        }
    }

    /** Whether the predicted predecessors of the task have run. */
    boolean areDependenciesDone(Task task) {
        return isDone(task.dependency) && isDone(task.earlierDependency);
    }

    private boolean isDone(long wanted) {
        return wanted <= watermark || task(wanted).state() == Task.DONE || wanted <= watermark;
    }
}
