package io.kaizen.journal.chain;

import io.kaizen.exec.state.Effects;
import org.jspecify.annotations.Nullable;

/** Sealed blocks and their effects by number, from genesis up without gaps. */
public interface BlockSource {
    /** The height of a source without a genesis. */
    long EMPTY = -1;

    /** Number of the last block, {@link #EMPTY} of none. */
    long height();

    @Nullable SealedBlock block(long number);

    @Nullable Effects effects(long number);
}
