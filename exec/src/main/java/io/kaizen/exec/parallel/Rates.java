package io.kaizen.exec.parallel;

import java.util.Arrays;

/** The last few rates, in nanoseconds a unit of gas. One thread. */
final class Rates {
    private final double[] last;
    private int count;

    /**
     * @param size how many count
     */
    Rates(int size) {
        last = new double[size];
    }

    void add(double rate) {
        last[count++ % last.length] = rate;
    }

    void clear() {
        count = 0;
    }

    int size() {
        return Math.min(count, last.length);
    }

    double mean() {
        return Arrays.stream(last, 0, size()).average().orElse(0);
    }

    double median() {
        double[] sorted = Arrays.copyOf(last, size());
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
