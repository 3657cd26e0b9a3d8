package io.kaizen.pipeline.seal;

import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.metrics.Figure;
import io.kaizen.pipeline.metrics.Histogram;
import io.kaizen.pipeline.metrics.StageMeter;
import java.time.Clock;

/** What the sealer records. Written by its thread, read by any. */
public final class SealMeter {
    private final StageMeter stage;
    private final Histogram rootNs = new Histogram();
    private final Histogram storeNs = new Histogram();
    private final Histogram sizes = new Histogram();
    private final Figure blocks = new Figure();
    private final Figure transactions = new Figure();
    private final Figure gas = new Figure();

    public SealMeter(Clock clock) {
        this.stage = new StageMeter(clock);
    }

    public StageMeter stage() {
        return stage;
    }

    /** The state root took so long. */
    void root(long tookNs) {
        rootNs.record(tookNs);
    }

    /** A block is in the log. */
    void sealed(SealedBlock block) {
        sizes.record(block.transactions().size());
        gas.add(block.header().gasUsed());
        transactions.add(block.transactions().size());
        blocks.increment();
    }

    /** A block is in the log and the store, which took so long. */
    void stored(long tookNs) {
        storeNs.record(tookNs);
    }

    /** Durations of state roots, nanoseconds. */
    public Histogram roots() {
        return rootNs;
    }

    /** Durations of writing a block to the log and the state store, nanoseconds. */
    public Histogram stores() {
        return storeNs;
    }

    /** Transactions of each block. */
    public Histogram blockSizes() {
        return sizes;
    }

    /** Any thread. */
    public long blockCount() {
        return blocks.value();
    }

    /** In sealed blocks. Any thread. */
    public long transactionCount() {
        return transactions.value();
    }

    /** Used by sealed blocks. Any thread. */
    public long gasUsed() {
        return gas.value();
    }
}
