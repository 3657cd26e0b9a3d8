package io.kaizen.exec.parallel;

/** What the executor did so far. Written by the owner; others may read, a little late. */
public final class Counters {
    long taken;
    long direct;
    long speculated;
    long reexecuted;
    long staleSlots;
    long staleAccounts;
    long waits;

    /** Transactions taken. */
    public long taken() {
        return taken;
    }

    /** Of these, run by the owner in their turn though they were offered to the workers. */
    public long direct() {
        return direct;
    }

    /** Of these, run by a worker before their turn, and right. */
    public long speculated() {
        return speculated;
    }

    /** Of these, run by a worker before their turn, stale, and run again. */
    public long reexecuted() {
        return reexecuted;
    }

    /** Re-executions for a storage slot. */
    public long staleSlots() {
        return staleSlots;
    }

    /** Re-executions for an account, or for a turn of the table's generations. */
    public long staleAccounts() {
        return staleAccounts;
    }

    /** How often the owner found its next transaction running elsewhere. */
    public long waits() {
        return waits;
    }
}
