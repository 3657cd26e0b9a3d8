package io.kaizen.pipeline.sequence;

import com.lmax.disruptor.EventPoller;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoded;
import io.kaizen.pipeline.intake.Intake;
import io.kaizen.pipeline.intake.IntakeEvent;
import io.kaizen.pipeline.pool.PooledTransaction;
import io.kaizen.pipeline.pool.TransactionPool;
import io.kaizen.pipeline.pool.VoidReason;
import io.kaizen.pipeline.publish.Broadcast;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;

/**
 * Admission and ordering: the one writer of the total order, of the pool and of the blocks' bounds.
 * A duty cycle settles what was published, admits arrivals, gives places in the order, and closes
 * the block when it is due.
 *
 * <p>Bounds: {@link #BATCH_MAX} arrivals and places a cycle; what finds no room in the order ring
 * stays in the pool.
 */
public final class OrderingStage implements Agent {
    private static final int BATCH_MAX = 256;

    /** Room for a close, an open and a transaction. */
    private static final int SLOTS_PER_STEP = 3;

    private final EventPoller<IntakeEvent> arrivals;
    private final TransactionPool pool;
    private final OrderRing ring;
    private final BlockWriter blocks;
    private final Progress progress;
    private final Supplier<StateView> published;
    private final Broadcast<RecoveredTransaction> admitted;
    private final ArrayDeque<PooledTransaction> inFlight = new ArrayDeque<>();
    private int admittedCount;
    private volatile boolean started;
    private volatile boolean draining;
    private volatile boolean drained;

    /**
     * @param published the state after the last released position
     */
    public OrderingStage(
            Intake intake,
            TransactionPool pool,
            OrderRing ring,
            BlockWriter blocks,
            Progress progress,
            Supplier<StateView> published,
            Broadcast<RecoveredTransaction> admitted) {
        this.arrivals = intake.admissionPoller();
        this.pool = pool;
        this.ring = ring;
        this.blocks = blocks;
        this.progress = progress;
        this.published = published;
        this.admitted = admitted;
    }

    /** Lets the cycles begin, once the blocks were resumed. Any thread. */
    public void start() {
        started = true;
    }

    /** Asks for the open block to be closed at the next lull. Any thread. */
    public void drain() {
        draining = true;
    }

    /** Whether, after {@link #drain}, everything admitted was ordered and sealed. Any thread. */
    public boolean isDrained() {
        return drained;
    }

    @Override
    public int doWork() throws Exception {
        if (!started) {
            return 0;
        }
        int work = settle() + admit() + order();
        if (blocks.isDue(!pool.hasTurns())) {
            blocks.close();
            work++;
        }
        if (draining && work == 0) {
            finish();
        }
        ring.announce();
        return work;
    }

    private void finish() {
        if (blocks.isOpen() && ring.hasRoom(1)) {
            blocks.close();
        }
        drained = inFlight.isEmpty() && blocks.isSettled();
    }

    /** Takes note of what was released since the last cycle. */
    private int settle() {
        long released = progress.released().position();
        int settled = 0;
        while (!inFlight.isEmpty() && inFlight.peekFirst().position() <= released) {
            PooledTransaction tx = inFlight.pollFirst();
            VoidReason voidReason = tx.voidReason();
            if (voidReason == null) {
                pool.published(tx);
            } else {
                pool.voided(tx, voidReason, published.get());
            }
            settled++;
        }
        return settled;
    }

    private int admit() throws Exception {
        admittedCount = 0;
        arrivals.poll(this::onArrival);
        return admittedCount;
    }

    private boolean onArrival(IntakeEvent event, long sequence, boolean endOfBatch) {
        IntakeEvent.Submission submission = event.submission();
        Decoded decoded = event.decoded();
        event.clear();
        if (submission == null) {
            return true;
        }
        Admission verdict =
                switch (decoded) {
                    case Decoded.Valid valid ->
                            pool.admit(valid, submission.intakeTimeNs(), published.get());
                    case Decoded.Invalid invalid -> {
                        pool.refuse(invalid.refusal());
                        yield invalid.refusal();
                    }
                    case null ->
                            throw new IllegalStateException("slot " + sequence + " not decoded");
                };
        submission.reply().complete(verdict);
        if (verdict instanceof Admission.Accepted && decoded instanceof Decoded.Valid valid) {
            admitted.emit(valid.transaction());
        }
        admittedCount++;
        return admittedCount < BATCH_MAX;
    }

    private int order() {
        int ordered = 0;
        StateView state = published.get();
        while (ordered < BATCH_MAX && ring.hasRoom(SLOTS_PER_STEP)) {
            if (!blocks.isOpen()) {
                pool.reconsiderStalled();
            }
            if (!blocks.canTake()) {
                break;
            }
            PooledTransaction tx = pool.next(blocks.baseFee(), state);
            if (tx == null) {
                break;
            }
            long position = blocks.append(tx, tx.transaction().transaction().gasLimit());
            pool.ordered(tx, position, blocks.number());
            inFlight.addLast(tx);
            ring.transaction(OrderEvent.Origin.LIVE, position, blocks.number(), tx);
            ordered++;
        }
        return ordered;
    }

    @Override
    public String roleName() {
        return "ordering";
    }
}
