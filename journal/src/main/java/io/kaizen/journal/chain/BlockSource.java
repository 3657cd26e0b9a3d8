package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import org.jspecify.annotations.Nullable;

/** Sealed blocks and their effects by number, without gaps, from genesis or a later block up. */
public interface BlockSource {
    /** The height of a source without a genesis. */
    long EMPTY = -1;

    /** Number of the last block; where there is none the one before the {@link #first}. */
    long height();

    /** Where the blocks begin; null where that is with genesis. */
    default @Nullable ChainBase base() {
        return null;
    }

    /** Number of the first block that is there, or would be: those before were dropped. */
    default long first() {
        ChainBase base = base();
        return base == null ? 0 : base.number() + 1;
    }

    /** Null where there is neither a base nor a genesis. */
    default @Nullable ChainIdentity identity() {
        ChainBase base = base();
        SealedBlock genesis = base == null ? block(0) : null;
        return base != null ? base.identity() : genesis == null ? null : ChainIdentity.of(genesis);
    }

    /** Of the block, or of the one before the first; null of others. */
    default @Nullable Hash hash(long number) {
        ChainBase base = base();
        SealedBlock block = block(number);
        return block != null
                ? block.hash()
                : base != null && base.number() == number ? base.blockHash() : null;
    }

    /** Null above the height and below the first. */
    @Nullable SealedBlock block(long number);

    @Nullable Effects effects(long number);

    /**
     * The block's record.
     *
     * @throws IllegalArgumentException for a number that is not from the first to the height
     * @throws RecordDamageException where it is there and cannot be read
     */
    default RecordedBlock recorded(long number) {
        SealedBlock block = block(number);
        Effects effects = effects(number);
        if (block == null || effects == null) {
            throw new IllegalArgumentException(
                    "block %d of a chain that has blocks %d to %d"
                            .formatted(number, first(), height()));
        }
        return RecordedBlock.of(block, effects);
    }
}
