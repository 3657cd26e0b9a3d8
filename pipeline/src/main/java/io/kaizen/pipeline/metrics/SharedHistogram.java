package io.kaizen.pipeline.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** As {@link Histogram}, for what many threads record. */
public final class SharedHistogram {
    private final AtomicLongArray counts = new AtomicLongArray(Buckets.COUNT);
    private final LongAdder sum = new LongAdder();

    /** Notes a value; a negative one counts as 0. Any thread. */
    public void record(long value) {
        long positive = Math.max(value, 0);
        sum.add(positive);
        counts.incrementAndGet(Buckets.of(positive));
    }

    /** What it holds now, a little torn between values under way. Any thread. */
    public Distribution read() {
        long[] now = new long[Buckets.COUNT];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        return new Distribution(now, sum.sum());
    }
}
