package io.kaizen.perf.fuzz;

import java.io.IOException;

/** The peer could not be started, did not answer, or refused what it should do. */
public final class PeerException extends IOException {
    private static final long serialVersionUID = 1L;

    public PeerException(String message) {
        super(message);
    }

    public PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
