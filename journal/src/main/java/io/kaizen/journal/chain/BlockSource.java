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

    /**
     * The block's record.
     *
     * @throws IllegalArgumentException for a number that is not from 0 to the height
     * @throws RecordDamageException where it is there and cannot be read
     */
    default RecordedBlock recorded(long number) {
        SealedBlock block = block(number);
        Effects effects = effects(number);
        if (block == null || effects == null) {
            throw new IllegalArgumentException(
                    "block " + number + " of a chain of height " + height());
        }
        return RecordedBlock.of(block, effects);
    }
}
