package io.kaizen.pipeline.intake;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what comes to the intake ring and what is turned away there. Many writers: any thread
 * submits. Each submission is counted as received before it is answered.
 */
public final class IntakeMeter {
    private final LongAdder received = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder notAccepting = new LongAdder();
    private final LongAdder held = new LongAdder();

    void received() {
        received.increment();
    }

    /** The ring was full. */
    void busy() {
        busy.increment();
    }

    /** The node does not take transactions now. */
    void notAccepting() {
        notAccepting.increment();
    }

    /** The disk is low. */
    void held() {
        held.increment();
    }

    /** Submissions so far. Any thread. */
    public long receivedCount() {
        return received.sum();
    }

    /** Of these, turned away for a full ring. Any thread. */
    public long busyCount() {
        return busy.sum();
    }

    /** Of these, turned away for lack of disk space. Any thread. */
    public long heldCount() {
        return held.sum();
    }

    /** Of these, turned away by a node that is starting or stopping. Any thread. */
    public long notAcceptingCount() {
        return notAccepting.sum();
    }
}
