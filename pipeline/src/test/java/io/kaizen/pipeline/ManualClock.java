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
    private final ZoneId zone;

    /**
     * @param stepMs by which each reading moves the clock
     */
    ManualClock(long startMs, long stepMs) {
        this(new AtomicLong(startMs), stepMs, ZoneOffset.UTC);
    }

    private ManualClock(AtomicLong nowMs, long stepMs, ZoneId zone) {
        this.nowMs = nowMs;
        this.stepMs = stepMs;
        this.zone = zone;
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
        return zone;
    }

    /** The same clock, read elsewhere. */
    @Override
    public Clock withZone(ZoneId other) {
        return new ManualClock(nowMs, stepMs, other);
    }
}
