package io.kaizen.exec.parallel;

/**
 * Ends a speculative run that would lead to nothing: the owner runs the transaction in its turn.
 */
final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp() {
        super("speculation given up", null, false, false);
    }
}
