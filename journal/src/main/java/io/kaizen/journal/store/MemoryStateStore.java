package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The state store on the heap; bounded by the state it holds. */
public final class MemoryStateStore implements StateStore {
    private final Map<Address, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Address, Map<Word, Word>> slots = new ConcurrentHashMap<>();
    private final Map<Hash, Bytes> code = new ConcurrentHashMap<>();
    private final MemoryTrieNodes nodes = new MemoryTrieNodes();
    private volatile long height = EMPTY;
    private volatile long visibleHeight = EMPTY;
    private boolean suspect;

    @Override
    public long height() {
        return height;
    }

    @Override
    public long visibleHeight() {
        return visibleHeight;
    }

    @Override
    public void apply(long newHeight, Effects effects, List<NodeChange> changes) {
        visibleHeight = newHeight;
        putAll(effects);
        putNodes(changes);
        height = newHeight;
    }

    private void putNodes(List<NodeChange> changes) {
        nodes.apply(new TrieUpdate(Hash.ZERO, changes));
    }

    private void putAll(Effects effects) {
        code.putAll(effects.code());
        for (AccountEffect effect : effects.accounts()) {
            Account after = effect.after();
            if (after == null) {
                accounts.remove(effect.address());
            } else {
                accounts.put(effect.address(), after);
            }
            applySlots(effect);
        }
    }

    @Override
    public boolean isSuspect() {
        return suspect;
    }

    @Override
    public void putEntries(long newHeight, Effects effects) {
        suspect = true;
        visibleHeight = newHeight;
        putAll(effects);
        height = newHeight;
    }

    @Override
    public StateTrie rebuildTrie(TrieWorkers workers) {
        nodes.clear();
        StateTrie trie = new TrieRebuild(new Entries(), workers).run();
        suspect = false;
        return trie;
    }

    @Override
    public void clear() {
        accounts.clear();
        slots.clear();
        code.clear();
        nodes.clear();
        height = EMPTY;
        visibleHeight = EMPTY;
        suspect = false;
    }

    private final class Entries implements TrieRebuild.Entries {
        @Override
        public void forEachAccount(BiConsumer<Address, Account> each) {
            accounts.forEach(each);
        }

        @Override
        public void forEachSlot(TrieRebuild.SlotConsumer each) {
            slots.forEach((address, own) ->
                    own.forEach((slot, value) -> each.accept(address, slot, value)));
        }

        @Override
        public @Nullable Account account(Address address) {
            return accounts.get(address);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return MemoryStateStore.this.code(codeHash);
        }

        @Override
        public void putNodes(List<NodeChange> changes) {
            MemoryStateStore.this.putNodes(changes);
        }

        @Override
        public byte @Nullable [] get(Hash owner, NodePath path) {
            return nodes.get(owner, path);
        }
    }

    private void applySlots(AccountEffect effect) {
        Map<Word, Word> own =
                slots.computeIfAbsent(effect.address(), key -> new ConcurrentHashMap<>());
        if (effect.storageCleared()) {
            own.keySet()
                    .removeIf(
                            slot -> effect.slots().stream().noneMatch(s -> s.slot().equals(slot)));
        }
        for (SlotEffect slot : effect.slots()) {
            if (slot.after().isZero()) {
                own.remove(slot.slot());
            } else {
                own.put(slot.slot(), slot.after());
            }
        }
    }

    @Override
    public @Nullable Account account(Address address) {
        return accounts.get(address);
    }

    @Override
    public Word storage(Address address, Word slot) {
        return slots.getOrDefault(address, Map.of()).getOrDefault(slot, Word.ZERO);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return code.getOrDefault(codeHash, Bytes.EMPTY);
    }

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        return nodes.get(owner, path);
    }

    @Override
    public void close() {}
}
