package io.kaizen.journal.chain;

/**
 * Proofs of an old block that were not made, with what the asker is told. No stack trace: a bound
 * that was met is ordinary.
 */
public final class PastProofException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another block's are being made: try again. */
        BUSY,
        /** It took too long. */
        TIMED_OUT,
        /** The block is too far from the head, or the node ends. */
        UNAVAILABLE
    }

    private final Reason reason;

    public PastProofException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
