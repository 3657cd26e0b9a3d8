package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.LayeredTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.PastProofException;
import io.kaizen.journal.chain.PastProofException.Reason;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Makes the trie of a block from that of a later one: the old values of all that changed in between
 * go through an ordinary update. {@code journal/docs/history.md} explains it. Any thread.
 */
final class TrieUndo {
    /** Locations between two looks at the clock; the update's own memory goes by it. */
    private static final int PART_LOCATIONS = 10_000;

    private final BlockSource chain;
    private final int locationsMax;

    /** Slots that genesis gave to accounts without nonce and code: gone with them, unnamed. */
    private final Map<Address, Set<Word>> clearable;

    private final LongFunction<StateView> states;

    /**
     * @param states at any block from genesis up
     */
    TrieUndo(
            BlockSource chain,
            int locationsMax,
            Map<Address, Set<Word>> clearable,
            LongFunction<StateView> states) {
        this.chain = chain;
        this.locationsMax = locationsMax;
        this.clearable = clearable;
        this.states = states;
    }

    /**
     * The trie of block {@code number} over the nodes of block {@code head}.
     *
     * @throws PastProofException where too much changed or the time is over
     * @throws io.kaizen.journal.history.NodesGoneException where the head left the window
     * @throws io.kaizen.journal.chain.RecordDamageException for a damaged record in between
     */
    PastTrie make(long number, long head, TrieNodes nodes, Deadline deadline) {
        OldValues old = new OldValues();
        for (long block = number + 1; block <= head; block++) {
            deadline.check();
            old.add(chain.recorded(block).effects());
            if (old.locations() > locationsMax) {
                throw new PastProofException(
                        Reason.UNAVAILABLE,
                        "proofs of block %d are not available: the head is block %d, and blocks %d to %d alone changed more than %d locations (history.proof-locations)"
                                .formatted(number, head, number + 1, block, locationsMax));
            }
        }
        addCleared(old, number, head);
        LayeredTrieNodes changed = new LayeredTrieNodes(nodes);
        StateTrie trie = StateTrie.open(changed);
        for (Effects part : old.backwards(PART_LOCATIONS)) {
            deadline.check();
            changed.apply(trie.update(part));
        }
        checkRoot(number, head, trie.root());
        return new PastTrie(number, head, changed, old.locations());
    }

    private void addCleared(OldValues old, long number, long head) {
        clearable.forEach((address, slots) -> {
            if (old.has(address)) {
                StateView then = states.apply(number);
                StateView now = states.apply(head);
                for (Word slot : slots) {
                    Word before = then.storage(address, slot);
                    old.set(address, new SlotEffect(slot, before, now.storage(address, slot)));
                }
            }
        });
    }

    private void checkRoot(long number, long head, Hash root) {
        Hash want = chain.recorded(number).header().stateRoot();
        if (!root.equals(want)) {
            throw new IllegalStateException(
                    "the trie of block %d, made backwards from block %d, has root %s; its header has %s"
                            .formatted(number, head, root, want));
        }
    }
}
