package io.kaizen.pipeline.sequence;

import io.kaizen.pipeline.metrics.Figure;
import io.kaizen.pipeline.metrics.Histogram;
import io.kaizen.pipeline.metrics.StageMeter;
import java.time.Clock;

/** What the journal stage records. Written by its thread, read by any. */
public final class JournalMeter {
    private final StageMeter stage;
    private final Histogram syncNs = new Histogram();
    private final Histogram syncEntries = new Histogram();
    private final Figure bytes = new Figure();

    public JournalMeter(Clock clock) {
        this.stage = new StageMeter(clock);
    }

    public StageMeter stage() {
        return stage;
    }

    /**
     * A sync is over.
     *
     * @param tookNs its duration
     * @param entries it made durable
     */
    void synced(long tookNs, long entries) {
        syncNs.record(tookNs);
        syncEntries.record(entries);
    }

    void appended(long bytesInAll) {
        bytes.set(bytesInAll);
    }

    /** Durations of syncs, nanoseconds. */
    public Histogram syncs() {
        return syncNs;
    }

    /** Entries that each sync made durable. */
    public Histogram syncSizes() {
        return syncEntries;
    }

    /** Bytes appended since the start. Any thread. */
    public long bytesAppended() {
        return bytes.value();
    }
}
