package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state trie: accounts by keccak256 of their address, each with a storage trie by keccak256 of
 * the slot (yellow paper, §4.1). Owned by the sealing thread; {@code exec/docs/trie.md} explains
 * updates, and what is kept in memory between them and its bounds.
 *
 * <p>{@link #update} reads the nodes it needs and changes none of them: its caller writes the
 * update's nodes before the next call. An update that throws has no effect.
 */
public final class StateTrie {
    /** The depth down to which branches are kept between updates. */
    static final int KEPT_NIBBLES = 4;

    /** The heap for what is kept of storage tries, all together. */
    static final long STORAGE_BYTES_MAX = 64L << 20;

    private final TrieNodes nodes;
    private final TrieWorkers workers;
    private final MerkleTrie accounts;
    private final StorageTries storages;

    /**
     * An account with all of its storage.
     *
     * @param storage zero values count as absent
     */
    public record AccountState(Account account, Map<Word, Word> storage) {}

    private StateTrie(TrieNodes nodes, TrieWorkers workers, long storageBytesMax) {
        this.nodes = nodes;
        this.workers = workers;
        this.accounts = MerkleTrie.open(nodes, TrieNodes.ACCOUNTS, KEPT_NIBBLES);
        this.storages = new StorageTries(storageBytesMax);
    }

    /** Opens at the root that {@code nodes} holds; an empty state where there is none. */
    public static StateTrie open(TrieNodes nodes) {
        return open(nodes, TrieWorkers.CALLER);
    }

    /** As {@link #open(TrieNodes)}, with threads to share large updates with. */
    public static StateTrie open(TrieNodes nodes, TrieWorkers workers) {
        return open(nodes, workers, STORAGE_BYTES_MAX);
    }

    static StateTrie open(TrieNodes nodes, TrieWorkers workers, long storageBytesMax) {
        return new StateTrie(nodes, workers, storageBytesMax);
    }

    /** The state root of a whole set of accounts. */
    public static Hash rootOf(Map<Address, AccountState> state) {
        KeyHasher hasher = new KeyHasher();
        List<Hash> owners = new ArrayList<>();
        List<byte[]> leaves = new ArrayList<>();
        state.forEach((address, account) -> {
            owners.add(hasher.of(address));
            List<Hash> keys = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            account.storage()
                    .forEach((slot, value) -> {
                        if (!value.isZero()) {
                            keys.add(hasher.of(slot));
                            values.add(slotValue(value));
                        }
                    });
            leaves.add(new AccountLeaf(account.account(), rootOf(keys, values)).encode());
        });
        return rootOf(owners, leaves);
    }

    private static Hash rootOf(List<Hash> keys, List<byte[]> values) {
        Change[] changes = new Change[keys.size()];
        int at = 0;
        for (int index : HashOrder.of(keys.toArray(Hash[]::new))) {
            changes[at++] = Change.put(Nibbles.of(keys.get(index)), values.get(index));
        }
        return MerkleTrie.empty().update(changes, TrieWorkers.CALLER).root();
    }

    public Hash root() {
        return accounts.root();
    }

    /**
     * The trie after the effects: storage tries first, then the accounts, as if values were set
     * before values are removed, so that a witness of the final difference suffices. The order of
     * the changes is fixed: by owner, the account trie last.
     *
     * @throws TrieException where a node is missing or is not the one its parent names
     */
    public TrieUpdate update(Effects effects) {
        StateUpdate update = new StateUpdate(nodes, workers, effects, storages);
        update.storages();
        MerkleTrie.Pending pending = accounts.update(update.accountChanges(), workers);
        // From here on nothing fails.
        accounts.take(pending);
        update.take();
        List<NodeChange> changes = update.storageChanges();
        changes.addAll(pending.changes());
        return new TrieUpdate(pending.root(), changes);
    }

    /** Proofs against the current root (EIP-1186), of absence too. */
    public AccountProof prove(Address address, List<Word> slots) {
        return ProofBuilder.prove(nodes, root(), address, slots);
    }

    /** The tries whose upper levels are kept, for their bounds. */
    MerkleTrie accounts() {
        return accounts;
    }

    StorageTries storages() {
        return storages;
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
