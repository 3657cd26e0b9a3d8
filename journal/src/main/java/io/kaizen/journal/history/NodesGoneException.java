package io.kaizen.journal.history;

/** Trie nodes of a block were let go of while a reader held on to them. */
public final class NodesGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodesGoneException(String message) {
        super(message, null, false, false);
    }
}
