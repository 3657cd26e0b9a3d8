package io.kaizen.pipeline.intake;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.metrics.StageMeter;
import org.agrona.concurrent.Agent;

/**
 * One of N workers that decode transactions and recover their senders. Worker i takes the slots
 * whose sequence is i modulo N and passes over the others.
 */
public final class RecoverStage implements Agent {
    /** Own slots a call takes at most, so that admission sees progress while a burst lasts. */
    private static final int BATCH_MAX = 8;

    private final int index;
    private final int count;
    private final EventPoller<IntakeEvent> poller;
    private final Decoder decoder;
    private final Doorbell next;
    private final StageMeter meter;
    private int taken;

    RecoverStage(
            int index,
            int count,
            EventPoller<IntakeEvent> poller,
            Decoder decoder,
            Doorbell next,
            StageMeter meter) {
        this.index = index;
        this.count = count;
        this.poller = poller;
        this.decoder = decoder;
        this.next = next;
        this.meter = meter;
    }

    /** What it records. */
    public StageMeter meter() {
        return meter;
    }

    Sequence sequence() {
        return poller.getSequence();
    }

    @Override
    public int doWork() throws Exception {
        taken = 0;
        long began = meter.begin();
        EventPoller.PollState state = poller.poll(this::onEvent);
        if (state == EventPoller.PollState.PROCESSING) {
            next.ring();
            if (taken > 0) {
                meter.end(began, taken);
            }
            return 1;
        }
        return 0;
    }

    private boolean onEvent(IntakeEvent event, long sequence, boolean endOfBatch) {
        IntakeEvent.Submission submission = event.submission();
        if (sequence % count == index && submission != null) {
            event.decoded(decoder.decode(submission.raw()));
            meter.note(submission.intakeTimeNs());
            taken++;
        }
        return taken < BATCH_MAX;
    }

    @Override
    public String roleName() {
        return "recover-" + index;
    }
}
