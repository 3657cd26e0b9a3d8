package io.kaizen.pipeline.execute;

import io.kaizen.exec.process.InvalidReason;
import io.kaizen.pipeline.metrics.Figure;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.metrics.Tallies;
import java.time.Clock;

/** What execution records. Written by its thread, read by any. */
public final class ExecuteMeter {
    private final StageMeter stage;
    private final Figure executed = new Figure();
    private final Figure gas = new Figure();
    private final Tallies<InvalidReason> voided = new Tallies<>(InvalidReason.class);

    public ExecuteMeter(Clock clock) {
        this.stage = new StageMeter(clock);
    }

    public StageMeter stage() {
        return stage;
    }

    void executed(long gasUsed) {
        gas.add(gasUsed);
        executed.increment();
    }

    void voided(InvalidReason reason) {
        voided.increment(reason);
    }

    /** Transactions that ran in their turn or were taken as run ahead. Any thread. */
    public long executedCount() {
        return executed.value();
    }

    /** Used by them. Any thread. */
    public long gasUsed() {
        return gas.value();
    }

    /** Transactions that were invalid at their position. Any thread. */
    public Tallies<InvalidReason> voids() {
        return voided;
    }
}
