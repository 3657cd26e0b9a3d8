package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.AccountProof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sealed chain as of one head: blocks, receipts, indexes and state. Immutable towards its
 * holder; released before any notification of its head. Any thread.
 */
public interface ChainView {
    SealedBlock head();

    /** Number of the first block that is kept, but for genesis, which always is. */
    long first();

    /** The block, or null above the head or below what is kept. */
    @Nullable SealedBlock block(long number);

    @Nullable SealedBlock block(Hash hash);

    @Nullable TransactionLocation transaction(Hash hash);

    /**
     * State after the block, or null where it is not kept any more (or not yet there). Of a block
     * that has left the window each of its answers may throw {@link RecordDamageException}.
     */
    @Nullable StateView state(long number);

    /**
     * Proofs against the state root of the block, or null where they are not kept any more.
     *
     * @throws PastProofException where those of an old block cannot be made
     */
    @Nullable AccountProof proof(long number, Address address, List<Word> slots);
}
