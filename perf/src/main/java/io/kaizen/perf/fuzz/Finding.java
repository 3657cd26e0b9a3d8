package io.kaizen.perf.fuzz;

import java.util.Collection;
import java.util.Optional;

/** One thing that two engines disagree on. */
public record Finding(Kind kind, String text) {

    /** The graver comes later. */
    public enum Kind {
        /** Only in the tale of frames; gas, logs and state agree. */
        TRACE,
        /** Which transactions are valid, their receipts, or the state after them. */
        CONSENSUS,
        /** Our engine threw, or did not end. */
        FAILURE
    }

    /** The gravest of them, if there is any. */
    static Optional<Kind> gravest(Collection<Finding> findings) {
        return findings.stream().map(Finding::kind).max(Kind::compareTo);
    }

    @Override
    public String toString() {
        return text;
    }
}
