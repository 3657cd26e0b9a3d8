package io.kaizen.pipeline.intake;

import io.kaizen.exec.ledger.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A slot of the intake ring. Written by the submitting thread, then by the worker that decodes it,
 * then read and cleared by admission: the ring's sequences hand it from one to the next.
 */
public final class IntakeEvent {
    private @Nullable Submission submission;
    private @Nullable Decoded decoded;

    /**
     * @param intakeTimeNs nanoseconds since the epoch at arrival
     */
    public record Submission(Bytes raw, long intakeTimeNs, AdmissionReply reply) {}

    void submission(Submission value) {
        submission = value;
        decoded = null;
    }

    public @Nullable Submission submission() {
        return submission;
    }

    void decoded(Decoded value) {
        decoded = value;
    }

    public @Nullable Decoded decoded() {
        return decoded;
    }

    /** Lets go of everything, so that the ring keeps no garbage alive. */
    public void clear() {
        submission = null;
        decoded = null;
    }
}
