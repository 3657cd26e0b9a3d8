package io.kaizen.pipeline.sequence;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * How execution reads the order ring: it looks ahead of what it has finished, since transactions
 * run before their turn, and releases entries one by one. One thread.
 */
public final class ExecutionReader {
    private final RingBuffer<OrderEvent> ring;
    private final Sequence released = new Sequence(-1);

    ExecutionReader(RingBuffer<OrderEvent> ring) {
        this.ring = ring;
    }

    /** The last entry that may be read. */
    public long available() {
        // One producer: what its cursor has passed is published.
        return ring.getCursor();
    }

    public OrderEvent entry(long sequence) {
        return ring.get(sequence);
    }

    /** The last entry that was executed, and everything before it. */
    public long released() {
        return released.get();
    }

    /** Lets the publisher have the entry, its result being written. */
    public void release(long sequence) {
        released.set(sequence);
    }

    Sequence sequence() {
        return released;
    }
}
