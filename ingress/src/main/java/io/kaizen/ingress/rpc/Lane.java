package io.kaizen.ingress.rpc;

/** Where a method runs, from cheap to dear. A batch runs whole on the dearest lane it needs. */
public enum Lane {
    /** Microseconds and no I/O: on the transport's own thread. */
    INSTANT,
    /** Reads of snapshots: on the read workers. */
    READ,
    /** Executes code or scans blocks: on workers of its own, so that reads go on beside it. */
    HEAVY
}
