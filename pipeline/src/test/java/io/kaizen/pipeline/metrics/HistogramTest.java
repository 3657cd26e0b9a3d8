package io.kaizen.pipeline.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void bucketsFollowEachOtherWithoutGapAndHoldTheirBound() {
        assertEquals(0, Buckets.of(0));
        assertEquals(0, Buckets.of(-5));
        assertEquals(Buckets.COUNT - 1, Buckets.of(Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, Buckets.upper(Buckets.COUNT - 1));
        for (int i = 0; i < Buckets.COUNT - 1; i++) {
            long bound = Buckets.upper(i);
            assertEquals(i, Buckets.of(bound), "bound " + bound);
            assertEquals(i + 1, Buckets.of(bound + 1), "after bound " + bound);
        }
        for (int k = 0; k < 62; k++) {
            assertEquals(1L << k, Buckets.upper(Buckets.lastUpTo(k)), "octave " + k);
        }
    }

    @Test
    void quantilesLieWithinAQuarterAboveTheTrueOnes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Histogram histogram = new Histogram();
        long[] values = new long[10_000];
        long sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(1L << (1 + random.nextInt(40)));
            sum += values[i];
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        Distribution read = histogram.read();
        assertEquals(values.length, read.count());
        assertEquals(sum, read.sum());
        for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            long given = read.quantile(share);
            assertTrue(
                    given >= exact && given <= Math.max(1, exact + exact / 4 + 1),
                    "seed %d share %s: %d, exactly %d".formatted(seed, share, given, exact));
        }
        for (int k = 0; k < 42; k++) {
            long bound = 1L << k;
            long exact = Arrays.stream(values).filter(v -> v <= bound).count();
            assertEquals(exact, read.countUpTo(k), "seed " + seed + ", up to 2^" + k);
        }
    }

    @Test
    void aDifferenceHoldsWhatCameBetween() {
        Histogram histogram = new Histogram();
        histogram.record(100, 3);
        Distribution before = histogram.read();
        histogram.record(7);
        histogram.record(9_000);
        Distribution between = histogram.read().since(before);
        assertEquals(2, between.count());
        assertEquals(9_007, between.sum());
        assertEquals(7, between.quantile(0.5));
        assertEquals(4_503.5, between.mean());
        assertEquals(0, before.since(before).quantile(0.5));
        assertEquals(0, Distribution.EMPTY.mean());
    }

    @Test
    void aReaderBesideTheWriterSeesNothingShrink() throws InterruptedException {
        Histogram histogram = new Histogram();
        Figure recorded = new Figure();
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer =
                new Thread(() -> {
                    for (long i = 0; !stop.get(); i++) {
                        histogram.record(i & 0xffff);
                        recorded.increment();
                    }
                });
        writer.start();
        try {
            Distribution last = Distribution.EMPTY;
            for (int i = 0; i < 5_000; i++) {
                long atLeast = recorded.value();
                Distribution now = histogram.read();
                assertTrue(now.count() >= atLeast, now.count() + " of " + atLeast);
                assertTrue(now.sum() >= last.sum(), now.sum() + " after " + last.sum());
                for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                    assertTrue(now.counts()[bucket] >= last.counts()[bucket]);
                }
                last = now;
            }
        } finally {
            stop.set(true);
            writer.join(10_000);
        }
    }
}
