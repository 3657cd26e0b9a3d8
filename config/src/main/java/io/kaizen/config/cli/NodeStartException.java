package io.kaizen.config.cli;

/** A node that could not be started; the message says why and what to do. */
final class NodeStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodeStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
