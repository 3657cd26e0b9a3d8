package io.kaizen.journal.chain;

import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.store.StateStore;

/** Where the state of some block can be had, sooner than by the effects of all blocks up to it. */
public interface StateSource {
    StateSource NONE = (chain, store, workers) -> {};

    /**
     * Brings an empty store to a block of the chain, the higher the better, with a root that is the
     * block's; or leaves it empty. The thread that owns the store.
     */
    void fill(BlockSource chain, StateStore store, TrieWorkers workers);
}
