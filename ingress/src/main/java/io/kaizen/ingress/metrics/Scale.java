package io.kaizen.ingress.metrics;

import io.kaizen.pipeline.metrics.Distribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a histogram is shown: the bounds are powers of two of what was recorded, since those are
 * exact.
 *
 * @param unitsPerOne recorded units in one that is shown
 * @param first exponent of the lowest bound
 * @param last exponent of the highest bound below infinity
 * @param step exponents from one bound to the next
 */
record Scale(double unitsPerOne, int first, int last, int step) {
    /** Nanoseconds as seconds: 1 microsecond to 17 seconds. */
    static final Scale SECONDS = new Scale(1e9, 10, 34, 1);

    /** As above in steps of four, for what there are many of. */
    static final Scale SECONDS_COARSE = new Scale(1e9, 12, 34, 2);

    /** Counts: 1 to 65,536. */
    static final Scale ENTRIES = new Scale(1, 0, 16, 1);

    ClassicHistogramBuckets buckets(Distribution values) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        long below = 0;
        for (int k = first; k <= last; k += step) {
            long upTo = values.countUpTo(k);
            bounds.add((1L << k) / unitsPerOne);
            counts.add(upTo - below);
            below = upTo;
        }
        bounds.add(Double.POSITIVE_INFINITY);
        counts.add(values.count() - below);
        return ClassicHistogramBuckets.of(bounds, counts);
    }

    double sum(Distribution values) {
        return values.sum() / unitsPerOne;
    }
}
