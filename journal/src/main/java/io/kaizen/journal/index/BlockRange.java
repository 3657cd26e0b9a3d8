package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;

/**
 * Blocks in a row whose entries lie together.
 *
 * @param lastHash of the last block: the range belongs to the chain that has it
 */
public record BlockRange(long first, long last, Hash lastHash) {
    public BlockRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("blocks " + first + " to " + last);
        }
    }

    /** This range and the one that follows it. */
    BlockRange plus(BlockRange next) {
        if (next.first != last + 1) {
            throw new IllegalArgumentException("block " + next.first + " after block " + last);
        }
        return new BlockRange(first, next.last, next.lastHash);
    }
}
