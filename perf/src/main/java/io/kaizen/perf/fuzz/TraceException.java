package io.kaizen.perf.fuzz;

/** Our engine disagrees with itself: a tracer changed a transaction's end. */
final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TraceException(String message) {
        super(message);
    }
}
