package io.kaizen.pipeline.sequence;

import com.lmax.disruptor.EventPoller;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoded;
import io.kaizen.pipeline.intake.Intake;
import io.kaizen.pipeline.intake.IntakeEvent;
import io.kaizen.pipeline.pool.PooledTransaction;
import io.kaizen.pipeline.pool.TransactionPool;
import io.kaizen.pipeline.pool.VoidReason;
import io.kaizen.pipeline.publish.Broadcast;
import java.util.ArrayDeque;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Admission and ordering: the one writer of the total order, of the pool and of the blocks' bounds.
 * Recovery comes first; from then on a duty cycle settles what was published, admits arrivals,
 * gives places in the order, and closes the block when it is due.
 *
 * <p>Bounds: {@link #BATCH_MAX} arrivals and places a cycle; what finds no room in the order ring
 * stays in the pool.
 */
public final class OrderingStage implements Agent {
    private static final int BATCH_MAX = 256;

    /** Room for a close, an open and a transaction. */
    private static final int SLOTS_PER_STEP = 3;

    private final Recovery recovery;
    private final Intake intake;
    private final EventPoller<IntakeEvent> arrivals;
    private final TransactionPool pool;
    private final OrderRing ring;
    private final BlockWriter blocks;
    private final Progress progress;
    private final StateHistory history;
    private final Broadcast<RecoveredTransaction> admitted;
    private final OrderingMeter meter;
    private final ArrayDeque<PooledTransaction> inFlight = new ArrayDeque<>();

    /** What was last settled: the pool's reservations and the state that they lie over agree. */
    private Published published;

    private int admittedCount;
    private volatile boolean draining;
    private volatile boolean drained;

    public OrderingStage(
            Recovery recovery,
            Intake intake,
            TransactionPool pool,
            OrderRing ring,
            BlockWriter blocks,
            Progress progress,
            StateHistory history,
            Broadcast<RecoveredTransaction> admitted,
            OrderingMeter meter) {
        this.recovery = recovery;
        this.intake = intake;
        this.arrivals = intake.admissionPoller();
        this.pool = pool;
        this.ring = ring;
        this.blocks = blocks;
        this.progress = progress;
        this.history = history;
        this.admitted = admitted;
        this.meter = meter;
        this.published = Published.newest(progress, history);
    }

    /** Asks for everything admitted to be ordered and the open block to be closed. Any thread. */
    public void drain() {
        draining = true;
    }

    /**
     * Whether, after {@link #drain}, everything that could be ordered was ordered and sealed. This
     * stage does nothing from then on. Any thread.
     */
    public boolean isDrained() {
        return drained;
    }

    @Override
    public int doWork() throws Exception {
        if (drained) {
            return 0;
        }
        long began = meter.stage().begin();
        boolean recovering = !recovery.isDone();
        int work = recovering ? recovery.doWork() : cycle();
        if (work > 0) {
            meter.levels(pool.executable(), pool.gapped(), inFlight.size());
            meter.stage().end(began, recovering ? 0 : admittedCount);
        }
        return work;
    }

    private int cycle() throws Exception {
        int work = settle() + admit() + order();
        // An interval without transactions does not hold up the end.
        boolean wanted = blocks.isOpen() || !draining;
        if (wanted && blocks.isDue(!pool.hasTurns())) {
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
        if (!intake.isDrained() || pool.hasTurns()) {
            return;
        }
        if (blocks.isOpen() && ring.hasRoom(1)) {
            blocks.close();
        }
        drained = inFlight.isEmpty() && blocks.isSettled();
    }

    /** Takes note of what was released since the last time. */
    private int settle() {
        if (progress.released().equals(published.released())) {
            return 0;
        }
        published = Published.newest(progress, history);
        long released = published.released().position();
        int settled = 0;
        while (!inFlight.isEmpty() && inFlight.peekFirst().position() <= released) {
            PooledTransaction tx = inFlight.pollFirst();
            VoidReason voidReason = tx.voidReason();
            if (voidReason == null) {
                pool.published(tx);
            } else {
                pool.voided(tx, voidReason, published.state());
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
        if (submission == null) {
            return true;
        }
        // The sender may answer to a receipt that was published since the cycle began.
        settle();
        Admission verdict = judge(event.decoded(), submission.intakeTimeNs());
        count(verdict);
        submission.reply().complete(verdict);
        if (verdict instanceof Admission.Accepted
                && event.decoded() instanceof Decoded.Valid valid) {
            admitted.emit(valid.transaction());
        }
        event.clear();
        admittedCount++;
        return admittedCount < BATCH_MAX;
    }

    /** Before the answer: who has it finds it counted. */
    private void count(Admission verdict) {
        switch (verdict) {
            case Admission.Accepted _ -> meter.admitted();
            case Admission.Refused refused -> meter.refused(refused.reason());
        }
    }

    private Admission judge(@Nullable Decoded decoded, long intakeTimeNs) {
        if (intake.isBroken()) {
            return Intake.NOT_ACCEPTING;
        }
        return switch (decoded) {
            case Decoded.Valid valid -> pool.admit(valid, intakeTimeNs, published.state());
            case Decoded.Invalid invalid -> {
                pool.refuse(invalid.refusal());
                yield invalid.refusal();
            }
            case null -> throw new IllegalStateException("an arrival was not decoded");
        };
    }

    private int order() {
        int ordered = 0;
        while (ordered < BATCH_MAX && ring.hasRoom(SLOTS_PER_STEP) && blocks.canTake()) {
            if (!blocks.isOpen()) {
                pool.reconsiderStalled(blocks.baseFee());
            }
            PooledTransaction tx = pool.next(blocks.baseFee(), published.state());
            if (tx == null) {
                break;
            }
            long gasLimit = tx.transaction().transaction().gasLimit();
            if (blocks.isFullFor(gasLimit)) {
                // The next block may have another fee, or may have to wait for it.
                blocks.close();
                continue;
            }
            long position = blocks.append(gasLimit);
            pool.ordered(tx, position, blocks.number());
            inFlight.addLast(tx);
            ring.transaction(OrderEvent.Origin.LIVE, position, blocks.number(), tx);
            meter.stage().note(tx.intakeTimeNs());
            ordered++;
        }
        return ordered;
    }

    @Override
    public String roleName() {
        return "ordering";
    }
}
