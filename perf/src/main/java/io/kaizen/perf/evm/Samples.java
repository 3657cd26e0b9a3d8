package io.kaizen.perf.evm;

import java.util.Arrays;

/** Times of one thing, in nanoseconds, in the order they were taken. */
final class Samples {
    private long[] values = new long[64];
    private int count;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = nanos;
    }

    int count() {
        return count;
    }

    long median() {
        return sorted()[count / 2];
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
