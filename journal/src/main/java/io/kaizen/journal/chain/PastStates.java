package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.history.SettledState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the state of blocks that have left the window comes from. Settled blocks are added by the
 * sealing thread, any thread asks.
 */
public interface PastStates extends AutoCloseable {
    /** Nothing is kept beyond the window. */
    PastStates NONE =
            new PastStates() {
                @Override
                public void add(SealedBlock block, Effects effects) {}

                @Override
                public @Nullable StateView state(long number) {
                    return null;
                }

                @Override
                public @Nullable AccountProof proof(
                        SealedBlock block, Address address, List<Word> slots) {
                    return null;
                }

                @Override
                public void close() {}
            };

    /** Opens them beside a chain, and brings them to its height. */
    @FunctionalInterface
    interface Opening {
        Opening NONE = (log, store, nodes) -> PastStates.NONE;

        /**
         * @throws IllegalStateException where the log has not what they need
         */
        PastStates open(BlockLog log, SettledState store, NodeHistory nodes);
    }

    /** The next block, which the log has. */
    void add(SealedBlock block, Effects effects);

    /** State after the block, or null where it was not added or nothing is kept. */
    @Nullable StateView state(long number);

    /**
     * Proofs against the block's state root; null where nothing is kept.
     *
     * @throws PastProofException where they cannot be made
     */
    @Nullable AccountProof proof(SealedBlock block, Address address, List<Word> slots);

    @Override
    void close();
}
