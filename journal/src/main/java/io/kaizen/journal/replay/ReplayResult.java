package io.kaizen.journal.replay;

/** How a replay ended. */
public sealed interface ReplayResult {
    /** What was compared up to the end or the first disagreement. */
    Counts counts();

    /**
     * @param entries of the order that were read and verified
     * @param voids ordered transactions that were invalid at their position
     */
    record Counts(long entries, long blocks, long transactions, long voids) {
        static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    /** Every block of the range came out as it is recorded. */
    record Agreed(Counts counts) implements ReplayResult {}

    record Diverged(Counts counts, Divergence divergence) implements ReplayResult {}

    /** The order could not be read on: nothing can be said about what follows. */
    record Unreadable(Counts counts, long position, String why) implements ReplayResult {}
}
