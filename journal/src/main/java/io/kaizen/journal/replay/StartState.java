package io.kaizen.journal.replay;

import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.BlockSource;

/**
 * Where a replay begins: the best state that somebody keeps at or below a block. From there the
 * recorded effects lead to the block, whose recorded root decides whether all of it is right.
 */
@FunctionalInterface
public interface StartState {
    /** Knows nothing but the empty state before genesis. */
    StartState EMPTY = block -> new Base(BlockSource.EMPTY, Effects.NONE);

    /**
     * @param number the block after which it is the state; {@link BlockSource#EMPTY} before genesis
     * @param state all of it, as effects on the empty state
     */
    record Base(long number, Effects state) {}

    Base atOrBelow(long block);
}
