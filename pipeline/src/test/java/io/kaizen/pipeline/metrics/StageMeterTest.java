package io.kaizen.pipeline.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StageMeterTest {
    private static final long NOW_NS = 5_000_000_007L;

    private final StageMeter meter =
            new StageMeter(Clock.fixed(Instant.ofEpochSecond(5, 7), ZoneOffset.UTC));

    @Test
    void agesRunFromTheArrivalAndNeverBelowZero() {
        long began = meter.begin();
        meter.note(NOW_NS - 1_000);
        meter.note(NOW_NS + 1_000_000);
        meter.end(began, 3);
        StageMeter.Reading read = meter.read();
        assertEquals(2, read.ages().count());
        assertEquals(1_000, read.ages().sum());
        assertEquals(3, read.entries());
        assertEquals(1, read.cycles().count());
    }

    @Test
    void aCycleMayHandleMoreThanAreNotedAtOnce() {
        StageMeter.Reading before = meter.read();
        for (int cycle = 0; cycle < 3; cycle++) {
            long began = meter.begin();
            for (int i = 0; i < 1_000; i++) {
                meter.note(NOW_NS - i);
            }
            meter.end(began, 1_000);
        }
        StageMeter.Reading since = meter.read().since(before);
        assertEquals(3_000, since.ages().count());
        assertEquals(3 * 499_500, since.ages().sum());
        assertEquals(3_000, since.entries());
        assertEquals(3, since.cycles().count());
        assertEquals(6_000, since.plus(since).ages().count());
    }

    @Test
    void recordingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        cycles(1_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        cycles(20_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 20_000, bytes + " bytes in 20,000 cycles");
    }

    private void cycles(int count) {
        for (int i = 0; i < count; i++) {
            long began = meter.begin();
            meter.note(NOW_NS - i);
            meter.note(NOW_NS - 2L * i);
            meter.end(began, 2);
        }
    }
}
