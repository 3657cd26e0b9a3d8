package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import org.jspecify.annotations.Nullable;

/**
 * Sealed blocks and their effects, from genesis up without gaps. The sealer appends; any thread
 * reads. On disk {@link ChainJournal}, for tests {@link MemoryBlockLog}.
 */
public interface BlockLog extends BlockSource, AutoCloseable {
    /**
     * @throws IllegalArgumentException unless the block's number and parent hash follow the last
     */
    void append(SealedBlock block, Effects effects);

    /** The block's number, or null where no block has this hash. */
    @Nullable Long number(Hash blockHash);

    /** Where the transaction is said to be: whoever asks compares the hash with what is there. */
    @Nullable TransactionLocation transaction(Hash hash);

    /** Makes everything appended durable. */
    void sync();

    @Override
    void close();
}
