package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state trie: accounts by keccak256 of their address, each with a storage trie by keccak256 of
 * the slot (yellow paper, §4.1). Owned by the sealing thread.
 *
 * <p>{@link #update} reads the nodes it needs and changes none of them: its caller writes the
 * update's nodes before the next call. The upper levels of the account trie stay in memory between
 * updates ({@link #RETAINED_NIBBLES} levels, at most 4,369 branches).
 */
public final class StateTrie {
    /** Depth to which nodes of the account trie are kept between updates. */
    private static final int RETAINED_NIBBLES = 3;

    /** A prune visits every node that is kept; between prunes only changed paths are cut. */
    private static final int UPDATES_PER_PRUNE = 256;

    private final TrieNodes nodes;
    private final MerkleTrie accounts;
    private long updates;

    /**
     * An account with all of its storage.
     *
     * @param storage zero values count as absent
     */
    public record AccountState(Account account, Map<Word, Word> storage) {}

    private StateTrie(TrieNodes nodes, MerkleTrie accounts) {
        this.nodes = nodes;
        this.accounts = accounts;
    }

    /** Opens at the root that {@code nodes} holds; an empty state where there is none. */
    public static StateTrie open(TrieNodes nodes) {
        return new StateTrie(nodes, MerkleTrie.open(nodes, TrieNodes.ACCOUNTS));
    }

    /** The state root of a whole set of accounts. */
    public static Hash rootOf(Map<Address, AccountState> state) {
        StateTrie trie = open(TrieNodes.NONE);
        List<NodeChange> changes = new ArrayList<>();
        for (Map.Entry<Address, AccountState> entry : state.entrySet()) {
            Hash owner = owner(entry.getKey());
            MerkleTrie storage = new MerkleTrie(TrieNodes.NONE, owner);
            for (Map.Entry<Word, Word> slot : entry.getValue().storage().entrySet()) {
                if (!slot.getValue().isZero()) {
                    storage.put(slotKey(slot.getKey()), slotValue(slot.getValue()));
                }
            }
            AccountLeaf leaf = new AccountLeaf(entry.getValue().account(), storage.commit(changes));
            trie.accounts.put(owner.toArray(), leaf.encode());
        }
        return trie.accounts.commit(changes);
    }

    public Hash root() {
        return accounts.root();
    }

    /**
     * The trie after the effects: storage tries first, then the accounts; values set before values
     * removed, so that a witness of the final difference suffices.
     *
     * @throws TrieException where a node is missing or is not the one its parent names
     */
    public TrieUpdate update(Effects effects) {
        List<NodeChange> changes = new ArrayList<>();
        List<byte[]> removed = new ArrayList<>();
        for (AccountEffect effect : effects.accounts()) {
            Hash owner = owner(effect.address());
            byte[] key = owner.toArray();
            Hash storageRoot = storageRoot(effect, owner, key, changes);
            Account after = effect.after();
            if (after == null) {
                removed.add(key);
            } else {
                accounts.put(key, new AccountLeaf(after, storageRoot).encode());
            }
        }
        removed.forEach(accounts::remove);
        Hash root = accounts.commit(changes, RETAINED_NIBBLES);
        if (++updates % UPDATES_PER_PRUNE == 0) {
            // What was loaded and not changed, by removals beside it for example.
            accounts.prune(RETAINED_NIBBLES);
        }
        return new TrieUpdate(root, changes);
    }

    /** Proofs against the current root (EIP-1186), of absence too. */
    public AccountProof prove(Address address, List<Word> slots) {
        return ProofBuilder.prove(nodes, root(), address, slots);
    }

    private Hash storageRoot(
            AccountEffect effect, Hash owner, byte[] key, List<NodeChange> changes) {
        boolean cleared = effect.storageCleared() || effect.after() == null;
        if (!cleared && effect.slots().isEmpty()) {
            byte[] leaf = effect.before() == null ? null : accounts.get(key);
            return leaf == null ? Hash.EMPTY_TRIE : AccountLeaf.decode(leaf).storageRoot();
        }
        MerkleTrie storage = MerkleTrie.open(nodes, owner);
        if (cleared) {
            storage.clear();
        }
        if (effect.after() != null) {
            for (SlotEffect slot : effect.slots()) {
                if (!slot.after().isZero()) {
                    storage.put(slotKey(slot.slot()), slotValue(slot.after()));
                }
            }
            for (SlotEffect slot : effect.slots()) {
                if (slot.after().isZero()) {
                    storage.remove(slotKey(slot.slot()));
                }
            }
        }
        return storage.commit(changes);
    }

    static Hash owner(Address address) {
        return Hash.keccak(address.toArray());
    }

    static byte[] slotKey(Word slot) {
        return Hash.keccak(slot.toArray()).toArray();
    }

    static byte[] slotValue(Word value) {
        RlpWriter writer = new RlpWriter(40);
        writer.word(value);
        return writer.toArray();
    }

    /** Whether any storage is kept for the account: a storage trie has a root node exactly then. */
    public static boolean hasStorage(TrieNodes nodes, Address address) {
        byte @Nullable [] root = nodes.get(owner(address), NodePath.ROOT);
        return root != null;
    }
}
