package io.kaizen.journal.replay;

/** How a replay ended. The same for any number of threads. */
public sealed interface ReplayResult {
    /** What agreed: up to the end, or to the block before the first disagreement. */
    Counts counts();

    /** The same, behind what agreed before it. */
    default ReplayResult behind(Counts before) {
        Counts all = before.plus(counts());
        return switch (this) {
            case Agreed _ -> new Agreed(all);
            case Diverged(Counts _, Divergence divergence) -> new Diverged(all, divergence);
            case Unreadable(Counts _, Damage damage) -> new Unreadable(all, damage);
        };
    }

    /**
     * @param entries of the order that were read and verified
     * @param voids ordered transactions that were invalid at their position
     */
    record Counts(long entries, long blocks, long transactions, long voids) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    entries + other.entries,
                    blocks + other.blocks,
                    transactions + other.transactions,
                    voids + other.voids);
        }
    }

    /** Every block of the range came out as it is recorded. */
    record Agreed(Counts counts) implements ReplayResult {}

    record Diverged(Counts counts, Divergence divergence) implements ReplayResult {}

    /** Order or chain could not be read on. */
    record Unreadable(Counts counts, Damage damage) implements ReplayResult {}
}
