package io.kaizen.journal.snapshot;

/** Who is told how far a long task is. Called by its thread, often. */
public interface SnapshotProgress {
    SnapshotProgress NONE = (phase, done, of) -> {};

    /** The parts of the tasks, and what is counted in each. */
    enum Phase {
        /** The effects of blocks are gathered. */
        EFFECTS("blocks"),
        /** Accounts, slots and codes are merged and written. */
        WRITE("records"),
        /** Chunks are read and checked. */
        VERIFY("bytes"),
        /** Chunks are checked and written to a store. */
        RESTORE("bytes");

        private final String unit;

        Phase(String unit) {
            this.unit = unit;
        }

        /** In the plural. */
        public String unit() {
            return unit;
        }
    }

    /**
     * @param of how many there are in this phase, at most
     */
    void at(Phase phase, long done, long of);
}
