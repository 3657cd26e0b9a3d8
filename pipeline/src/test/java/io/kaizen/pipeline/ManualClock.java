package io.kaizen.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still, or moves on a little whenever somebody looks. */
final class ManualClock extends Clock {
    private final AtomicLong nowMs;
    private final long stepMs;

    /**
     * @param stepMs by which each reading moves the clock
     */
    ManualClock(long startMs, long stepMs) {
        this.nowMs = new AtomicLong(startMs);
        this.stepMs = stepMs;
    }

    void set(long ms) {
        nowMs.set(ms);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs.getAndAdd(stepMs));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
