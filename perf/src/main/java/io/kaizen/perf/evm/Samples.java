package io.kaizen.perf.evm;

import java.util.Arrays;

/** Times of one thing, in nanoseconds, in the order they were taken. */
public final class Samples {
    private long[] values = new long[64];
    private int count;

    public void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = nanos;
    }

    int count() {
        return count;
    }

    public long median() {
        return quantile(0.5);
    }

    /** The least value that at least {@code share} of all do not exceed; 0 ≤ share < 1. */
    public long quantile(double share) {
        return sorted()[(int) (count * share)];
    }

    long minimum() {
        return sorted()[0];
    }

    private long[] sorted() {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
