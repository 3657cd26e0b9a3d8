package io.kaizen.exec.parallel;

/** What the executor did so far. Written by the owner; others may read, a little late. */
@SuppressWarnings("EnumOrdinal") // indexes of an array that lives no longer than the process
public final class Counters {
    long taken;
    long direct;
    long speculated;
    long repaired;
    long reexecuted;
    long waits;
    long abandoned;
    private final long[] conflicts = new long[Conflict.values().length];

    /** A run before its turn was stale. */
    void conflict(Conflict kind) {
        reexecuted++;
        conflicts[kind.ordinal()]++;
    }

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

    /** Of those that were right, the ones whose credits were added to what had moved since. */
    public long repaired() {
        return repaired;
    }

    /** Of these, run by a worker before their turn, stale, and run again. */
    public long reexecuted() {
        return reexecuted;
    }

    /** Re-executions for this kind of location. */
    public long conflicts(Conflict kind) {
        return conflicts[kind.ordinal()];
    }

    /** Re-executions for storage. */
    public long staleSlots() {
        return conflicts(Conflict.STORAGE);
    }

    /** Re-executions for an account, or for a turn of the table's generations. */
    public long staleAccounts() {
        return reexecuted - staleSlots();
    }

    /** How often the owner found its next transaction running elsewhere. */
    public long waits() {
        return waits;
    }

    /**
     * Of those that were run by the owner, the ones taken from a worker that had come to a halt.
     */
    public long abandoned() {
        return abandoned;
    }
}
