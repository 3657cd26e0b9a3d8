package io.kaizen.exec.parallel;

import java.util.Arrays;

/** The last few rates, in nanoseconds a unit of gas; their median is what counts. One thread. */
final class Rates {
    private final double[] last = new double[5];
    private int count;

    void add(double rate) {
        last[count++ % last.length] = rate;
    }

    void clear() {
        count = 0;
    }

    int size() {
        return Math.min(count, last.length);
    }

    boolean isFull() {
        return count >= last.length;
    }

    double median() {
        double[] sorted = Arrays.copyOf(last, size());
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
