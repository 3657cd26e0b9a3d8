package io.kaizen.journal.retention;

/**
 * What is kept of a chain's past.
 *
 * @param archive whether finished segments are archived
 * @param keepBlocks that many blocks below the head are kept at least; 0 keeps all
 * @param diskBudget bytes of the disk above which the oldest blocks are dropped; 0 for none
 */
public record RetentionPolicy(boolean archive, long keepBlocks, long diskBudget) {
    /** Kept whatever the rest says: what a node that starts, and whoever replays, may need. */
    public static final long BLOCKS_MIN = 1_024;

    /** Everything, as it was written. */
    public static final RetentionPolicy ALL = new RetentionPolicy(false, 0, 0);

    public RetentionPolicy {
        if (keepBlocks != 0 && keepBlocks < BLOCKS_MIN) {
            throw new IllegalArgumentException(
                    "keep %d blocks: at least %d, or 0 for all".formatted(keepBlocks, BLOCKS_MIN));
        }
        if (diskBudget < 0) {
            throw new IllegalArgumentException("disk budget of " + diskBudget + " bytes");
        }
    }

    public boolean drops() {
        return keepBlocks > 0 || diskBudget > 0;
    }
}
