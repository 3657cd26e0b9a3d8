package io.kaizen.pipeline.intake;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.SenderBatch;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.metrics.StageMeter;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * One of N workers that decode transactions and recover their senders. Worker i takes the slots
 * whose sequence is i modulo N and passes over the others.
 */
public final class RecoverStage implements Agent {
    /**
     * Own slots a call takes at most, so that admission sees progress while a burst lasts: four
     * runs of recovery on eight lanes, about as long as eight recoveries one by one.
     */
    private static final int BATCH_MAX = 32;

    private final int index;
    private final int count;
    private final EventPoller<IntakeEvent> poller;
    private final Decoder decoder;
    private final Doorbell next;
    private final StageMeter meter;
    private final SenderBatch batch = new SenderBatch(BATCH_MAX);
    private final Decoder.@Nullable Checked[] checked = new Decoder.Checked[BATCH_MAX];
    private final @Nullable IntakeEvent[] waiting = new IntakeEvent[BATCH_MAX];
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
            check(event, submission.raw());
            meter.note(submission.intakeTimeNs());
            taken++;
        }
        boolean more = taken < BATCH_MAX;
        if (endOfBatch || !more) {
            // Before this call returns: then the slots are admission's.
            recover();
        }
        return more;
    }

    private void check(IntakeEvent event, Bytes raw) {
        switch (decoder.check(raw)) {
            case Decoder.Check.Failed(Decoded.Invalid why) -> event.decoded(why);
            case Decoder.Check.Passed(Decoder.Checked passed) -> {
                checked[batch.size()] = passed;
                waiting[batch.size()] = event;
                batch.add(passed.transaction(), passed.raw());
            }
        }
    }

    private void recover() {
        batch.recover();
        for (int i = 0; i < batch.size(); i++) {
            Objects.requireNonNull(waiting[i])
                    .decoded(
                            decoder.complete(
                                    Objects.requireNonNull(checked[i]),
                                    batch.hash(i),
                                    batch.signer(i)));
            waiting[i] = null;
            checked[i] = null;
        }
        batch.clear();
    }

    @Override
    public String roleName() {
        return "recover-" + index;
    }
}
