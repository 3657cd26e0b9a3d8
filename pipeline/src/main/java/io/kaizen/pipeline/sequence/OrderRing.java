package io.kaizen.pipeline.sequence;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.metrics.Tallies;
import io.kaizen.pipeline.pool.PooledTransaction;
import java.util.List;

/**
 * The order ring: one producer, the ordering thread. Journal and execution read it side by side;
 * the publisher reads a slot once both have passed it, which is the law "journal before publish" in
 * the shape of a sequence barrier.
 *
 * <pre>
 *   ordering ─▶ order ring ─┬▶ journal ───┐
 *                           └▶ execution ─┴▶ publisher
 * </pre>
 *
 * Bound: the ring's capacity. A full ring leaves transactions in the pool.
 */
public final class OrderRing {
    private final RingBuffer<OrderEvent> ring;
    private final EventPoller<OrderEvent> journalPoller;
    private final ExecutionReader execution;
    private final EventPoller<OrderEvent> publishPoller;
    private final List<Doorbell> readers;
    private final Tallies<OrderEvent.Origin> transactions = new Tallies<>(OrderEvent.Origin.class);
    private boolean unannounced;

    /**
     * @param capacity slots, a power of two
     * @param readers rung after each batch of entries
     */
    public OrderRing(int capacity, List<Doorbell> readers) {
        this.ring =
                RingBuffer.createSingleProducer(
                        OrderEvent::new, capacity, new YieldingWaitStrategy());
        this.journalPoller = ring.newPoller();
        this.execution = new ExecutionReader(ring);
        this.publishPoller = ring.newPoller(journalPoller.getSequence(), execution.sequence());
        this.readers = List.copyOf(readers);
        ring.addGatingSequences(publishPoller.getSequence());
    }

    public EventPoller<OrderEvent> journalPoller() {
        return journalPoller;
    }

    public ExecutionReader execution() {
        return execution;
    }

    public EventPoller<OrderEvent> publishPoller() {
        return publishPoller;
    }

    /** The last entry that readers may see. */
    long published() {
        return ring.getCursor();
    }

    /** Transactions put in so far, by where they came from. Any thread. */
    public Tallies<OrderEvent.Origin> transactions() {
        return transactions;
    }

    /** Slots there are. */
    public int capacity() {
        return ring.getBufferSize();
    }

    /** Slots that are taken. */
    public long depth() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    boolean hasRoom(int slots) {
        return ring.hasAvailableCapacity(slots);
    }

    void open(OrderEvent.Origin origin, long position, long timeNs, BlockOpening block) {
        long sequence = ring.next();
        ring.get(sequence).open(origin, position, timeNs, block);
        publish(sequence);
    }

    void transaction(OrderEvent.Origin origin, long position, long block, PooledTransaction tx) {
        long sequence = ring.next();
        ring.get(sequence).transaction(origin, position, block, tx);
        transactions.increment(origin);
        publish(sequence);
    }

    void close(OrderEvent.Origin origin, long position, long block, long timeNs) {
        close(origin, position, block, timeNs, Hash.ZERO);
    }

    /**
     * @param entryHash of an entry that is already in the journal; the journal stage sets others
     */
    void close(OrderEvent.Origin origin, long position, long block, long timeNs, Hash entryHash) {
        long sequence = ring.next();
        OrderEvent event = ring.get(sequence);
        event.close(origin, position, block, timeNs);
        event.entryHash(entryHash);
        publish(sequence);
    }

    private void publish(long sequence) {
        ring.publish(sequence);
        unannounced = true;
    }

    /** Wakes the readers if anything was published since the last call. */
    void announce() {
        if (unannounced) {
            unannounced = false;
            readers.forEach(Doorbell::ring);
        }
    }
}
