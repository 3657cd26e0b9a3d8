package io.kaizen.journal.index;

/**
 * What the entries of an index are.
 *
 * <p>The last word of a {@link #CHANGES} entry on disk:
 *
 * <pre>
 *   63          24         0
 *    |  block   |  check   |
 * </pre>
 */
public enum RunKind {
    /**
     * A hash has one place. Whoever asks compares with what lies there, so that a damaged entry is
     * "not found" at worst, and has no check.
     */
    PLACES(0, "kaizen-index"),
    /**
     * A hash has any number of places, which are blocks: all are kept. Each entry is checked, for a
     * lost one would be an older answer.
     */
    CHANGES(1, "kaizen-changes");

    private static final int CHECK_BITS = 24;
    private static final long CHECK_MASK = (1L << CHECK_BITS) - 1;

    private final int number;
    private final String threads;

    RunKind(int number, String threads) {
        this.number = number;
        this.threads = threads;
    }

    /** By which a run's header names it. */
    int number() {
        return number;
    }

    /** What its threads are called. */
    String threads() {
        return threads;
    }

    Generation generation() {
        return this == PLACES ? new HashIndex() : new PlaceLists();
    }

    /** Whether a merge keeps all entries of one hash. */
    boolean keepsAll() {
        return this == CHANGES;
    }

    /** Whether no place of the blocks is as low. */
    boolean beginsAbove(BlockRange blocks, long place) {
        return this == CHANGES && blocks.first() > place;
    }

    /** An entry's last word. */
    long word(long first, long second, long place) {
        return this == PLACES ? place : place << CHECK_BITS | check(first, second, place);
    }

    /** The place in an entry's last word. */
    long place(long word) {
        return this == PLACES ? word : word >>> CHECK_BITS;
    }

    /** Whether the entry can be as it was written. */
    boolean isWhole(long first, long second, long word) {
        return this == PLACES || (word & CHECK_MASK) == check(first, second, word >>> CHECK_BITS);
    }

    /** SplitMix64's finaliser over the entry; against what a disk does, not against people. */
    private static long check(long first, long second, long place) {
        long z = mix(mix(mix(first) + second) + place + 1);
        return z & CHECK_MASK;
    }

    private static long mix(long word) {
        long z = word + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
