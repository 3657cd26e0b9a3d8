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
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.sequence.OrderEvent;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.Progress;
import java.util.List;
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
    private final StageMeter meter;
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
            List<Doorbell> next,
            StageMeter meter) {
        this.poller = ring.publishPoller();
        this.results = results;
        this.hashes = hashes;
        this.progress = progress;
        this.preconfirmations = preconfirmations;
        this.next = List.copyOf(next);
        this.meter = meter;
        Progress.Released released = progress.released();
        this.pending = PendingBlock.sealed(released.blockNumber(), released.position());
    }

    /**
     * What may be seen now. Any thread.
     *
     * @param sealedNumber of the chain's head
     * @param next the context that a new block would have
     */
    public PendingView pending(
            StateHistory history, long sealedNumber, Supplier<BlockContext> next) {
        while (true) {
            PendingBlock now = pending;
            StateView state = history.at(now.blockNumber(), now.position());
            if (state != null) {
                BlockContext context = now.context();
                boolean gone =
                        now.phase() == PendingBlock.Phase.CLOSED
                                && now.blockNumber() <= sealedNumber;
                return gone || context == null
                        ? new PendingView(next.get(), List.of(), state)
                        : new PendingView(context, now.items(), state);
            }
            // So many blocks were sealed since the first read that the layer is gone: again.
            Thread.onSpinWait();
        }
    }

    @Override
    public int doWork() throws Exception {
        if (!results.hasAvailableCapacity(1)) {
            return 0;
        }
        polled = 0;
        long began = meter.begin();
        poller.poll(this::onEvent);
        if (polled > 0) {
            next.forEach(Doorbell::ring);
            meter.end(began, polled);
        }
        return polled;
    }

    private boolean onEvent(OrderEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind()) {
            case OPEN -> {
                BlockContext context = event.open().context(hashes);
                release(event, PendingBlock.opened(context, event.position()));
                long slot = results.next();
                results.get(slot).open(event.position(), event.open());
                results.publish(slot);
            }
            case TRANSACTION -> transaction(event);
            case CLOSE -> {
                release(event, pending.closed(event.position()));
                long slot = results.next();
                results.get(slot).close(event.position(), event.entryHash());
                results.publish(slot);
            }
        }
        event.clear();
        return ++polled < BATCH_MAX && results.hasAvailableCapacity(1);
    }

    /**
     * Moves what may be seen. Before anybody is told: who learns of a receipt or a block finds its
     * effects at once, at the pending view and in admission, and the sealer never overtakes them.
     */
    private void release(OrderEvent event, PendingBlock visible) {
        pending = visible;
        progress.released(new Progress.Released(event.position(), event.blockNumber()));
    }

    private void transaction(OrderEvent event) {
        Receipt receipt = event.receipt();
        if (receipt == null) {
            release(event, pending.at(event.position()));
            return;
        }
        RecoveredTransaction tx = event.transaction().transaction();
        Preconfirmation item =
                new Preconfirmation(
                        event.position(),
                        event.blockNumber(),
                        pending.timestamp(),
                        event.index(),
                        event.logIndex(),
                        tx,
                        receipt);
        release(event, pending.plus(item, event.position()));
        long slot = results.next();
        results.get(slot).transaction(event.position(), tx, receipt);
        results.publish(slot);
        if (event.origin() == OrderEvent.Origin.LIVE) {
            meter.note(event.intakeTimeNs());
            preconfirmations.emit(item);
        }
    }

    @Override
    public String roleName() {
        return "publish";
    }
}
