package io.kaizen.pipeline.publish;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.sequence.OrderEvent;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.Progress;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;

/**
 * Lets results out: reads an order entry only after it is durable and has run, moves the pending
 * view, tells subscribers, and hands the sealer its part. Nothing is visible outside before it
 * passed here.
 *
 * <p>Bound: a full result ring stops this stage, which in time fills the order ring and leaves
 * transactions in the pool.
 */
public final class PublishStage implements Agent {
    private static final int BATCH_MAX = 256;

    private final EventPoller<OrderEvent> poller;
    private final RingBuffer<ResultEvent> results;
    private final BlockHashes hashes;
    private final Progress progress;
    private final Broadcast<Preconfirmation> preconfirmations;
    private final List<Doorbell> next;
    private volatile PendingBlock pending;
    private int polled;

    /**
     * @param next rung when results were released
     */
    public PublishStage(
            OrderRing ring,
            RingBuffer<ResultEvent> results,
            BlockHashes hashes,
            Progress progress,
            Broadcast<Preconfirmation> preconfirmations,
            List<Doorbell> next) {
        this.poller = ring.publishPoller();
        this.results = results;
        this.hashes = hashes;
        this.progress = progress;
        this.preconfirmations = preconfirmations;
        this.next = List.copyOf(next);
        Progress.Released released = progress.released();
        this.pending = new PendingBlock(released.blockNumber(), released.position(), null, null);
    }

    /**
     * What may be seen now. Any thread.
     *
     * @param next the context that a new block would have
     */
    public PendingView pending(StateHistory history, Supplier<BlockContext> next) {
        PendingBlock now = pending;
        StateView state =
                Objects.requireNonNull(
                        history.at(now.blockNumber(), now.position()), "pending state is kept");
        BlockContext context = now.context();
        return new PendingView(context != null ? context : next.get(), now.items(), state);
    }

    @Override
    public int doWork() throws Exception {
        if (!results.hasAvailableCapacity(1)) {
            return 0;
        }
        polled = 0;
        poller.poll(this::onEvent);
        if (polled > 0) {
            next.forEach(Doorbell::ring);
        }
        return polled;
    }

    private boolean onEvent(OrderEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind()) {
            case OPEN -> {
                long slot = results.next();
                results.get(slot).open(event.position(), event.open());
                results.publish(slot);
                pending =
                        new PendingBlock(
                                event.blockNumber(),
                                event.position(),
                                event.open().context(hashes),
                                null);
            }
            case TRANSACTION -> release(event);
            case CLOSE -> {
                long slot = results.next();
                results.get(slot).close(event.position(), event.entryHash());
                results.publish(slot);
                pending = new PendingBlock(event.blockNumber(), event.position(), null, null);
            }
        }
        progress.released(new Progress.Released(event.position(), event.blockNumber()));
        return ++polled < BATCH_MAX && results.hasAvailableCapacity(1);
    }

    private void release(OrderEvent event) {
        Receipt receipt = event.receipt();
        if (receipt == null) {
            pending = pending.at(event.position());
            return;
        }
        RecoveredTransaction tx = event.transaction().transaction();
        long slot = results.next();
        results.get(slot).transaction(event.position(), tx, receipt);
        results.publish(slot);
        Preconfirmation item =
                new Preconfirmation(
                        event.position(),
                        event.blockNumber(),
                        event.index(),
                        event.logIndex(),
                        tx,
                        receipt);
        pending = pending.plus(item, event.position());
        if (event.origin() == OrderEvent.Origin.LIVE) {
            preconfirmations.emit(item);
        }
    }

    @Override
    public String roleName() {
        return "publish";
    }
}
