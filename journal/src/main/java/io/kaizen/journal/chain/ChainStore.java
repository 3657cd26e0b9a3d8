package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.ProofBuilder;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.history.NodesGoneException;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.store.StateStore;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sealed chain as a whole: block log, state store, trie and versions, moved on together. The
 * sealing thread calls {@link #prepare}, builds the header, calls {@link #seal} and, when it has
 * told who waits, {@link #settle}; any thread takes {@link #view}.
 */
public final class ChainStore implements AutoCloseable {
    private final BlockLog log;
    private final SealedBlock genesis;
    private final StateStore store;
    private final StateHistory history;
    private final NodeHistory nodes;
    private final PastStates past;
    private final StateTrie trie;
    private @Nullable PreparedRoot prepared;
    private @Nullable Unsettled unsettled;
    private volatile Snapshot view;

    /** A sealed block that the store does not have yet. */
    private record Unsettled(SealedBlock block, Effects effects, TrieUpdate update) {}

    /**
     * How a chain is opened.
     *
     * @param window blocks whose state and proofs stay readable in memory
     * @param workers to share the root of large blocks with
     * @param source of a state to begin with where the store is empty and the chain is long
     * @param past where the state of older blocks comes from
     */
    public record Options(
            int window, TrieWorkers workers, StateSource source, PastStates.Opening past) {
        /** Nothing but the window. */
        public static Options of(int window) {
            return new Options(
                    window, TrieWorkers.CALLER, StateSource.NONE, PastStates.Opening.NONE);
        }
    }

    private ChainStore(
            BlockLog log, SealedBlock genesis, StateStore store, StateTrie trie, Options options) {
        int window = options.window();
        this.log = log;
        this.genesis = genesis;
        this.store = store;
        this.trie = trie;
        this.history = new StateHistory(store, window);
        this.nodes = new NodeHistory(store, store, window);
        this.past = options.past().open(log, store, nodes);
        this.view = new Snapshot(this, Objects.requireNonNull(log.block(log.height())));
    }

    /**
     * Takes both over, writes genesis where the log is empty, and brings the store forward to the
     * log's height, checking the root.
     *
     * @param window blocks whose state and proofs stay readable
     * @throws IllegalStateException where the log has another genesis, or the effects do not lead
     *     to a header's root
     */
    public static ChainStore open(BlockLog log, StateStore store, Genesis genesis, int window) {
        return open(log, store, genesis, Options.of(window));
    }

    /** As above. */
    public static ChainStore open(
            BlockLog log, StateStore store, Genesis genesis, Options options) {
        try {
            if (log.height() == BlockLog.EMPTY) {
                log.append(genesis.block(), genesis.effects());
            }
            checkGenesis(log.identity(), genesis);
            StateTrie trie = StoreRecovery.run(log, store, options.workers(), options.source());
            return new ChainStore(log, genesis.block(), store, trie, options);
        } catch (RuntimeException refused) {
            log.close();
            store.close();
            throw refused;
        }
    }

    private static void checkGenesis(@Nullable ChainIdentity chain, Genesis genesis) {
        if (chain == null || !chain.genesis().equals(genesis.block().hash())) {
            throw new IllegalStateException(
                    "the chain has another genesis: "
                            + (chain == null ? "none" : chain.genesis())
                            + ", configured "
                            + genesis.block().hash());
        }
        if (!chain.orderAnchor().equals(genesis.orderAnchor())) {
            throw new IllegalStateException(
                    "the chain has another chain id than the one configured: its order is anchored"
                            + " at "
                            + chain.orderAnchor()
                            + ", configured "
                            + genesis.orderAnchor());
        }
    }

    /** The versions of state; the executing thread opens its layers here. */
    public StateHistory history() {
        return history;
    }

    /** The newest sealed snapshot. */
    public ChainView view() {
        return view;
    }

    /** The root after the block's effects, which have to be complete. Sealing thread. */
    public PreparedRoot prepare(Effects effects) {
        if (prepared != null) {
            throw new IllegalStateException("a prepared root waits to be sealed");
        }
        if (unsettled != null) {
            throw new IllegalStateException(
                    "block " + unsettled.block().number() + " is not settled");
        }
        prepared = new PreparedRoot(trie.update(effects));
        return prepared;
    }

    /**
     * Appends the block to the log, and releases and returns the view with it as head. Where nobody
     * executed the block through a layer (a follower, a recovery), one is made of its effects. To
     * be followed by {@link #settle}; until then readers find the block in memory. Sealing thread.
     */
    public ChainView seal(SealedBlock block, Effects effects, PreparedRoot root) {
        if (!root.equals(prepared) || !root.root().equals(block.header().stateRoot())) {
            throw new IllegalArgumentException(
                    "block " + block.number() + " was not sealed with the root prepared for it");
        }
        prepared = null;
        log.append(block, effects);
        if (history.layer(block.number()) == null) {
            history.open(block.number()).commit(block.range().last(), effects);
        }
        nodes.keep(block.number(), root.update().nodes());
        unsettled = new Unsettled(block, effects, root.update());
        Snapshot next = new Snapshot(this, block);
        // Publishes the block, its indexes and its state to every reader.
        view = next;
        return next;
    }

    /** Applies the block sealed last to the store. Sealing thread. */
    public void settle() {
        Unsettled next = unsettled;
        if (next == null) {
            throw new IllegalStateException("no block to settle");
        }
        store.apply(next.block().number(), next.effects(), next.update().nodes());
        unsettled = null;
        nodes.settled();
        // Before a block leaves the window.
        past.add(next.block(), next.effects());
        history.trim();
    }

    @Override
    public void close() {
        try (store;
                log;
                past) {}
    }

    private record Snapshot(ChainStore chain, SealedBlock head) implements ChainView {
        @Override
        public long first() {
            return chain.log.first();
        }

        @Override
        public @Nullable SealedBlock block(long number) {
            if (number == head.number()) {
                return head;
            }
            // Genesis is known by configuration, and stays.
            return number == 0
                    ? chain.genesis
                    : number > head.number() ? null : chain.log.block(number);
        }

        @Override
        public @Nullable SealedBlock block(Hash hash) {
            if (hash.equals(chain.genesis.hash())) {
                return chain.genesis;
            }
            Long number = chain.log.number(hash);
            SealedBlock block = number == null ? null : block(number);
            return block == null || !block.hash().equals(hash) ? null : block;
        }

        @Override
        public @Nullable TransactionLocation transaction(Hash hash) {
            TransactionLocation found = chain.log.transaction(hash);
            SealedBlock block = found == null ? null : block(found.blockNumber());
            // The index may be damaged, or may have confused two hashes.
            return block == null
                            || found.index() >= block.transactions().size()
                            || !block.transactions().get(found.index()).hash().equals(hash)
                    ? null
                    : found;
        }

        @Override
        public @Nullable StateView state(long number) {
            if (number > head.number()) {
                return null;
            }
            StateView recent = chain.history.at(number);
            return recent == null ? chain.past.state(number) : recent;
        }

        @Override
        public @Nullable AccountProof proof(long number, Address address, List<Word> slots) {
            SealedBlock block = block(number);
            if (block == null) {
                return null;
            }
            TrieNodes nodes = chain.nodes.at(number);
            try {
                if (nodes != null) {
                    return ProofBuilder.prove(nodes, block.header().stateRoot(), address, slots);
                }
            } catch (NodesGoneException late) {
                // The block left the window meanwhile: as if it had been asked for later.
            }
            return chain.past.proof(block, address, slots);
        }
    }
}
