package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One block's way through the storage tries to the changes of the account trie. One thread, which
 * shares the work: small storage tries among each other, large ones each by itself.
 */
final class StateUpdate {
    /**
     * A storage trie with as many changes is shared by all threads, others are tasks as they are.
     */
    private static final int LARGE_CHANGES_MIN = 512;

    /** Hashes that one task makes. */
    private static final int HASHES_PER_TASK = 128;

    private final TrieNodes nodes;
    private final TrieWorkers workers;
    private final StorageTries kept;

    /** All that follows is in the order of the owners. */
    private final AccountEffect[] effects;

    private final Hash[] owners;
    private final @Nullable MerkleTrie[] tries;
    private final MerkleTrie.@Nullable Pending[] pending;

    StateUpdate(TrieNodes nodes, TrieWorkers workers, Effects effects, StorageTries kept) {
        this.nodes = nodes;
        this.workers = workers;
        this.kept = kept;
        List<AccountEffect> given = effects.accounts();
        int count = given.size();
        Hash[] hashes = new Hash[count];
        inChunks(count, (hasher, i) -> hashes[i] = hasher.of(given.get(i).address()));
        this.effects = new AccountEffect[count];
        this.owners = new Hash[count];
        int at = 0;
        for (int index : HashOrder.of(hashes)) {
            this.effects[at] = given.get(index);
            owners[at++] = hashes[index];
        }
        this.tries = new @Nullable MerkleTrie[count];
        this.pending = new MerkleTrie.@Nullable Pending[count];
    }

    private interface Hashing {
        void at(KeyHasher hasher, int index);
    }

    private void inChunks(int count, Hashing hashing) {
        int chunks = (count + HASHES_PER_TASK - 1) / HASHES_PER_TASK;
        workers.forEach(
                chunks,
                chunk -> {
                    KeyHasher hasher = new KeyHasher();
                    int end = Math.min(count, (chunk + 1) * HASHES_PER_TASK);
                    for (int i = chunk * HASHES_PER_TASK; i < end; i++) {
                        hashing.at(hasher, i);
                    }
                });
    }

    /** Updates every storage trie that changes; none of it takes effect yet. */
    void storages() {
        List<Integer> small = new ArrayList<>();
        List<Integer> large = new ArrayList<>();
        int changes = 0;
        for (int i = 0; i < effects.length; i++) {
            if (changesStorage(effects[i])) {
                tries[i] = kept.get(owners[i]);
                int slots = effects[i].slots().size();
                (slots < LARGE_CHANGES_MIN ? small : large).add(i);
                changes += slots < LARGE_CHANGES_MIN ? 1 + slots : 0;
            }
        }
        IntConsumer one = i -> update(small.get(i), TrieWorkers.CALLER);
        boolean shared = changes >= BatchUpdate.PARALLEL_CHANGES_MIN;
        (shared ? workers : TrieWorkers.CALLER).forEach(small.size(), one);
        for (int i : large) {
            update(i, workers);
        }
    }

    private static boolean changesStorage(AccountEffect effect) {
        return isCleared(effect) || !effect.slots().isEmpty();
    }

    private static boolean isCleared(AccountEffect effect) {
        return effect.storageCleared() || effect.after() == null;
    }

    private void update(int index, TrieWorkers lent) {
        AccountEffect effect = effects[index];
        MerkleTrie trie = tries[index];
        if (trie == null) {
            trie = MerkleTrie.open(nodes, owners[index], StateTrie.KEPT_NIBBLES);
            tries[index] = trie;
        }
        List<SlotEffect> slots = effect.after() == null ? List.of() : effect.slots();
        Change[] changes = slotChanges(slots, lent);
        pending[index] =
                isCleared(effect) ? trie.replace(changes, lent) : trie.update(changes, lent);
    }

    private Change[] slotChanges(List<SlotEffect> slots, TrieWorkers lent) {
        int count = slots.size();
        Hash[] keys = new Hash[count];
        if (lent.threads() > 1) {
            inChunks(count, (hasher, i) -> keys[i] = hasher.of(slots.get(i).slot()));
        } else {
            KeyHasher hasher = new KeyHasher();
            for (int i = 0; i < count; i++) {
                keys[i] = hasher.of(slots.get(i).slot());
            }
        }
        Change[] changes = new Change[count];
        int at = 0;
        for (int index : HashOrder.of(keys)) {
            byte[] key = Nibbles.of(keys[index]);
            Word value = slots.get(index).after();
            changes[at++] =
                    value.isZero()
                            ? Change.remove(key)
                            : Change.put(key, StateTrie.slotValue(value));
        }
        return changes;
    }

    /** What the account trie has to change once the storage roots are known. */
    Change[] accountChanges() {
        Change[] changes = new Change[effects.length];
        for (int i = 0; i < changes.length; i++) {
            byte[] key = Nibbles.of(owners[i]);
            Account after = effects[i].after();
            MerkleTrie.Pending storage = pending[i];
            if (after == null) {
                changes[i] = Change.remove(key);
            } else if (storage != null) {
                changes[i] = new AccountChange(key, after, storage.root());
            } else {
                Hash root = effects[i].before() == null ? Hash.EMPTY_TRIE : null;
                changes[i] = new AccountChange(key, after, root);
            }
        }
        return changes;
    }

    /** Sets an account; where its storage root is not given, the old leaf tells it. */
    private static final class AccountChange extends Change {
        private final Account after;
        private final @Nullable Hash storageRoot;

        AccountChange(byte[] key, Account after, @Nullable Hash storageRoot) {
            super(key);
            this.after = after;
            this.storageRoot = storageRoot;
        }

        @Override
        boolean removes() {
            return false;
        }

        @Override
        byte[] value(byte @Nullable [] old) {
            Hash root = storageRoot;
            if (root == null) {
                root = old == null ? Hash.EMPTY_TRIE : AccountLeaf.storageRoot(old);
            }
            return new AccountLeaf(after, root).encode();
        }
    }

    /** What the storage tries write, by owner. */
    List<NodeChange> storageChanges() {
        List<NodeChange> changes = new ArrayList<>();
        for (MerkleTrie.@Nullable Pending each : pending) {
            if (each != null) {
                changes.addAll(each.changes());
            }
        }
        return changes;
    }

    /** Makes the updates of the storage tries take effect, and keeps their upper levels. */
    void take() {
        for (int i = 0; i < effects.length; i++) {
            MerkleTrie trie = tries[i];
            MerkleTrie.Pending storage = pending[i];
            if (trie != null && storage != null) {
                kept.remove(owners[i]);
                trie.take(storage);
                kept.add(owners[i], trie);
            }
        }
    }
}
