package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.store.StateStore;
import io.kaizen.journal.store.StrayEntryException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a state store to the height of its chain, and checks the root that it has there.
 *
 * <pre>
 *   whole, few blocks behind   each block's effects through the trie
 *   suspect                    entries of the blocks that may be half written are put again, and
 *                              the trie is made of all entries
 *   many blocks behind         the same: one trie at the end is cheaper than one for each block
 *   another root than that     all from the first block again, or from a snapshot; then block by
 *                              block, which names the one that is wrong
 * </pre>
 *
 * <p>So whatever a process that was killed has left is believed only if all of it together has the
 * root that the chain has, and every code the hash that its accounts name.
 */
final class StoreRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRecovery.class);

    /** Up to here each block goes through the trie. */
    private static final long FEW_BLOCKS = 1_000;

    private final BlockLog log;
    private final StateStore store;
    private final TrieWorkers workers;

    private StoreRecovery(BlockLog log, StateStore store, TrieWorkers workers) {
        this.log = log;
        this.store = store;
        this.workers = workers;
    }

    /**
     * The trie over the store's nodes, at the log's height.
     *
     * @param source of a state to begin with, where there is none and the chain is long
     * @throws IllegalStateException where the recorded effects do not lead to a header's root
     */
    static StateTrie run(BlockLog log, StateStore store, TrieWorkers workers, StateSource source) {
        return new StoreRecovery(log, store, workers).run(source);
    }

    private StateTrie run(StateSource source) {
        if (store.height() > log.height()) {
            LOG.warn(
                    "state store: it is at block {} and the chain ends at {}: made again",
                    store.height(),
                    log.height());
            store.clear();
        }
        if (!leadsOn() || (isEmpty() && behind() > FEW_BLOCKS)) {
            begin(source);
        }
        if (store.isSuspect() || behind() > FEW_BLOCKS) {
            StateTrie trie = byEntries();
            if (trie == null && !isEmpty()) {
                begin(source);
                trie = byEntries();
            }
            if (trie != null) {
                return trie;
            }
            begin(log.first() > 0 ? source : StateSource.NONE);
        }
        return byBlocks();
    }

    /**
     * Empties the store, and has it filled where somebody can.
     *
     * @throws IllegalStateException where the chain does not lead on from what it has then
     */
    private void begin(StateSource source) {
        if (!isEmpty() || store.isSuspect()) {
            store.clear();
        }
        source.fill(log, store, workers);
        if (!leadsOn()) {
            throw new IllegalStateException(
                    ("no state to begin with: the chain has not the blocks before %d, and there is"
                                    + " no whole snapshot of block %d or a later one")
                            .formatted(log.first(), log.first() - 1));
        }
    }

    private boolean isEmpty() {
        return store.height() == StateStore.EMPTY;
    }

    /** Whether the chain has the blocks behind what the store has. */
    private boolean leadsOn() {
        return store.height() >= log.first() - 1;
    }

    private long behind() {
        return log.height() - store.height();
    }

    /** Null where the entries do not have the root that the chain has. */
    private @Nullable StateTrie byEntries() {
        long began = System.nanoTime();
        long from = store.height() + 1;
        CatchUpLog progress = new CatchUpLog("state store", from, log.height());
        if (store.isSuspect()) {
            LOG.info("state store: it was not closed at block {}, and is mended", store.height());
        }
        for (long number = from; number <= log.height(); number++) {
            store.putEntries(number, effects(number));
            progress.at(number);
        }
        Hash want = root(log.height());
        try {
            StateTrie trie = store.rebuildTrie(workers);
            if (trie.root().equals(want)) {
                LOG.info(
                        "state store: at block {}, root {} checked over all entries, {} ms",
                        log.height(),
                        want,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
                return trie;
            }
            LOG.warn(
                    "state store: its entries have root {}, block {} has {}: made again",
                    trie.root(),
                    log.height(),
                    want);
        } catch (StrayEntryException damaged) {
            LOG.warn("state store: {}: made again", damaged.getMessage());
        }
        return null;
    }

    private StateTrie byBlocks() {
        StateTrie trie = StateTrie.open(store, workers);
        long from = store.height() + 1;
        CatchUpLog progress = new CatchUpLog("state store", from, log.height());
        for (long number = from; number <= log.height(); number++) {
            Effects effects = effects(number);
            TrieUpdate update = trie.update(effects);
            checkRoot(number, update.root());
            store.apply(number, effects, update.nodes());
            progress.at(number);
        }
        checkRoot(log.height(), trie.root());
        return trie;
    }

    private void checkRoot(long number, Hash root) {
        Hash want = root(number);
        if (!root.equals(want)) {
            throw new IllegalStateException(
                    "state root of block " + number + " is " + root + ", its header has " + want);
        }
    }

    private Effects effects(long number) {
        return Objects.requireNonNull(log.effects(number), "recorded effects");
    }

    private Hash root(long number) {
        return Objects.requireNonNull(log.block(number), "recorded block").header().stateRoot();
    }
}
