package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import org.jspecify.annotations.Nullable;

/**
 * Sealed blocks and their effects, from genesis up without gaps. The sealer appends; any thread
 * reads. On disk {@link ChainJournal}, for tests {@link MemoryBlockLog}.
 */
public interface BlockLog extends AutoCloseable {
    /** The height of a log without a genesis. */
    long EMPTY = -1;

    /** Number of the last block, {@link #EMPTY} of none. */
    long height();

    /**
     * @throws IllegalArgumentException unless the block's number and parent hash follow the last
     */
    void append(SealedBlock block, Effects effects);

    @Nullable SealedBlock block(long number);

    @Nullable Effects effects(long number);

    /** The block's number, or null where no block has this hash. */
    @Nullable Long number(Hash blockHash);

    /** Where the transaction is said to be: whoever asks compares the hash with what is there. */
    @Nullable TransactionLocation transaction(Hash hash);

    /** Makes everything appended durable. */
    void sync();

    @Override
    void close();
}
