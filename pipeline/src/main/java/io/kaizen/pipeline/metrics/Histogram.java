package io.kaizen.pipeline.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Values by size, with one writer: its thread records, any thread reads. Recording is a shift, two
 * additions and two stores. Fixed {@link Buckets}, no allocation, lines of its own in the cache.
 */
public final class Histogram {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SUM = Figure.PAD;
    private static final int FIRST = SUM + 1;

    private final long[] cells = new long[FIRST + Buckets.COUNT + Figure.PAD];

    /** Notes a value; a negative one counts as 0. Owning thread. */
    public void record(long value) {
        record(value, 1);
    }

    /** Notes the same value several times. Owning thread. */
    public void record(long value, long times) {
        long positive = Math.max(value, 0);
        CELL.setOpaque(cells, SUM, cells[SUM] + positive * times);
        int at = FIRST + Buckets.of(positive);
        // Publishes the sum with the count.
        CELL.setRelease(cells, at, cells[at] + times);
    }

    /** What it holds now, a little torn between values under way. Any thread. */
    public Distribution read() {
        long[] counts = new long[Buckets.COUNT];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (long) CELL.getAcquire(cells, FIRST + i);
        }
        return new Distribution(counts, (long) CELL.getOpaque(cells, SUM));
    }
}
