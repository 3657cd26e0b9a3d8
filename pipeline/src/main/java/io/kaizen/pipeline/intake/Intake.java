package io.kaizen.pipeline.intake;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.metrics.StageMeter;
import java.lang.invoke.VarHandle;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The intake ring: any thread publishes raw transactions; N workers decode them, each every N-th
 * slot; admission reads a slot once all workers have passed it, so arrival order is kept.
 *
 * <p>Bound: the ring's capacity. A full ring answers {@link Refusal#BUSY} at once.
 */
public final class Intake {
    /** The answer of a node that is stopping. */
    public static final Admission.Refused NOT_ACCEPTING =
            new Admission.Refused(
                    Refusal.NOT_ACCEPTING, "node is not accepting transactions", null);

    private final RingBuffer<IntakeEvent> ring;
    private final List<RecoverStage> workers;
    private final EventPoller<IntakeEvent> admissionPoller;
    private final List<Doorbell> workerBells;
    private final Clock clock;
    private final IntakeMeter meter = new IntakeMeter();
    private volatile boolean open;

    /** What everybody is told for as long as nothing is taken in; null where it is. */
    private volatile Admission.@Nullable Refused hold;

    private volatile boolean broken;
    private volatile boolean ended;

    /**
     * @param capacity slots, a power of two
     * @param bells one for each worker
     */
    public Intake(int capacity, Decoder decoder, List<Doorbell> bells, Doorbell next, Clock clock) {
        this.ring =
                RingBuffer.createMultiProducer(
                        IntakeEvent::new, capacity, new YieldingWaitStrategy());
        this.workerBells = List.copyOf(bells);
        this.clock = clock;
        this.workers =
                IntStream.range(0, bells.size())
                        .mapToObj(i ->
                                new RecoverStage(
                                        i,
                                        bells.size(),
                                        ring.newPoller(),
                                        decoder,
                                        next,
                                        new StageMeter(clock)))
                        .toList();
        Sequence[] decodedBy =
                workers.stream().map(RecoverStage::sequence).toArray(Sequence[]::new);
        this.admissionPoller = ring.newPoller(decodedBy);
        ring.addGatingSequences(admissionPoller.getSequence());
    }

    public List<RecoverStage> workers() {
        return workers;
    }

    /** For the one thread that admits: yields slots whose {@link IntakeEvent#decoded} is set. */
    public EventPoller<IntakeEvent> admissionPoller() {
        return admissionPoller;
    }

    public IntakeMeter meter() {
        return meter;
    }

    /** Slots there are. */
    public int capacity() {
        return ring.getBufferSize();
    }

    /** Slots that are taken, to be shown as queue depth. */
    public long depth() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /** Whether everything submitted so far was admitted or refused. */
    public boolean isDrained() {
        return admissionPoller.getSequence().get() >= ring.getCursor();
    }

    /** From now on transactions are taken (true) or refused as {@link Refusal#NOT_ACCEPTING}. */
    public void open(boolean accepting) {
        open = accepting;
    }

    /**
     * Turns away whatever is submitted from now on.
     *
     * @param why they are told; null to take in again
     */
    public void hold(@Nullable String why) {
        hold = why == null ? null : new Admission.Refused(Refusal.DISK_LOW, why, null);
    }

    /** A stage failed: nothing is taken, and what is on its way in is refused. Any thread. */
    public void breakOff() {
        open = false;
        broken = true;
    }

    /** Whether a stage failed. */
    public boolean isBroken() {
        return broken;
    }

    /**
     * Answers whatever is left in the ring, now and later. Once, after the admitting thread has
     * stopped: nobody else would answer.
     */
    public void end() {
        open = false;
        ended = true;
        // Orders "ended" against the slots below, as submit does the other way round: one of the
        // two sees the other, so that no submission stays without an answer.
        VarHandle.fullFence();
        long first = admissionPoller.getSequence().get() + 1;
        for (long sequence = first; sequence <= ring.getCursor(); sequence++) {
            if (ring.isAvailable(sequence)) {
                IntakeEvent.Submission left = ring.get(sequence).submission();
                if (left != null) {
                    turnAway(left.reply());
                }
            }
        }
    }

    private void turnAway(AdmissionReply reply) {
        if (reply.complete(NOT_ACCEPTING)) {
            meter.notAccepting();
        }
    }

    /** Hands raw bytes to the ring; the reply is told the verdict, in any case. */
    public void submit(Bytes raw, AdmissionReply reply) {
        meter.received();
        if (!open) {
            turnAway(reply);
            return;
        }
        Admission.Refused held = hold;
        if (held != null) {
            meter.held();
            reply.complete(held);
            return;
        }
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException full) {
            meter.busy();
            reply.complete(
                    new Admission.Refused(
                            Refusal.BUSY,
                            "busy: intake ring of "
                                    + ring.getBufferSize()
                                    + " slots is full, try again",
                            null));
            return;
        }
        try {
            ring.get(sequence).submission(new IntakeEvent.Submission(raw, nowNs(), reply));
        } finally {
            ring.publish(sequence);
        }
        int own = (int) (sequence % workerBells.size());
        workerBells.get(own).ring();
        for (int i = 0; i < workerBells.size(); i++) {
            if (i != own) {
                // They pass the slot over, without which admission does not reach it.
                workerBells.get(i).ring();
            }
        }
        VarHandle.fullFence();
        if (ended) {
            turnAway(reply);
        }
    }

    private long nowNs() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
