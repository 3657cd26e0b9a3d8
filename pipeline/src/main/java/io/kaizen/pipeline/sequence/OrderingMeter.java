package io.kaizen.pipeline.sequence;

import io.kaizen.pipeline.intake.Refusal;
import io.kaizen.pipeline.metrics.Figure;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.metrics.Tallies;
import java.time.Clock;

/** What admission and ordering record. Written by the ordering thread, read by any. */
public final class OrderingMeter {
    private final StageMeter stage;
    private final Figure admitted = new Figure();
    private final Tallies<Refusal> refused = new Tallies<>(Refusal.class);
    private final Figure pending = new Figure();
    private final Figure queued = new Figure();
    private final Figure inFlight = new Figure();

    public OrderingMeter(Clock clock) {
        this.stage = new StageMeter(clock);
    }

    public StageMeter stage() {
        return stage;
    }

    void admitted() {
        admitted.increment();
    }

    void refused(Refusal reason) {
        refused.increment(reason);
    }

    /** The pool as it is now. */
    void levels(int executable, int waiting, int ordered) {
        pending.set(executable);
        queued.set(waiting);
        inFlight.set(ordered);
    }

    /** Transactions that the pool took in. Any thread. */
    public long admittedCount() {
        return admitted.value();
    }

    /** Any thread. */
    public Tallies<Refusal> refusals() {
        return refused;
    }

    /** Transactions that could be ordered at the end of the last cycle. Any thread. */
    public long pendingCount() {
        return pending.value();
    }

    /** Transactions behind a gap of nonces then. Any thread. */
    public long queuedCount() {
        return queued.value();
    }

    /** Transactions that had their place and were not yet released. Any thread. */
    public long inFlightCount() {
        return inFlight.value();
    }
}
