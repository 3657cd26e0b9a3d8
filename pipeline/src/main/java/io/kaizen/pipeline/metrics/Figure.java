package io.kaizen.pipeline.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One number with one writer: a count or a level. Its thread changes it, any thread reads it. Lies
 * on cache lines of its own, so that the writers of neighbours do not slow each other.
 */
public final class Figure {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Longs on either side: 64 bytes, a cache line. */
    static final int PAD = 8;

    private final long[] cells = new long[2 * PAD + 1];

    /** Owning thread. */
    public void increment() {
        add(1);
    }

    /** Owning thread. */
    public void add(long amount) {
        set(cells[PAD] + amount);
    }

    /** Owning thread. */
    public void set(long value) {
        // Publishes whatever the writer counted before: who sees the later sees the earlier.
        CELL.setRelease(cells, PAD, value);
    }

    /** Any thread. */
    public long value() {
        return (long) CELL.getAcquire(cells, PAD);
    }
}
