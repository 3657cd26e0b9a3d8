package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.history.SettledState;
import java.util.List;

/**
 * State and trie nodes at one height, a materialised view of the chain's effects. One writer, the
 * sealer; any thread reads single values, each of them whole, and learns from the two heights
 * whether a block is being applied meanwhile. Consistent versions come from {@code history}.
 */
public interface StateStore extends SettledState, TrieNodes, AutoCloseable {
    /** The height of a store to which nothing was applied. */
    long EMPTY = -1;

    /** Writes a block's effects and nodes; again applying the same block changes nothing. */
    void apply(long height, Effects effects, List<NodeChange> nodes);

    /**
     * Whether the process that had it open before was killed: the entries are those of {@link
     * #height} but for some that are those of the block behind it, and there are no nodes. To be
     * mended with {@link #putEntries} and {@link #rebuildTrie}.
     */
    boolean isSuspect();

    /**
     * Writes a block's accounts, slots and code, whatever of it is there already, and none of its
     * nodes: the store is suspect from then on.
     */
    void putEntries(long height, Effects effects);

    /**
     * Makes the nodes of the entries that there are: the store is not suspect any more, if the root
     * is the one that it should be.
     *
     * @throws StrayEntryException where entries do not belong together
     */
    StateTrie rebuildTrie(TrieWorkers workers);

    /** Removes everything. */
    void clear();

    @Override
    default boolean hasStorage(Address address) {
        return StateTrie.hasStorage(this, address);
    }

    @Override
    void close();
}
