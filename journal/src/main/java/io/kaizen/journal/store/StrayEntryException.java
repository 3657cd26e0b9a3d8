package io.kaizen.journal.store;

/** Entries of a state store do not belong together: it is damaged. */
public final class StrayEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StrayEntryException(String what) {
        super(what);
    }
}
