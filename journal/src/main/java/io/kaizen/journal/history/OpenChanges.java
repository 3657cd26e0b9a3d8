package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a block that may still grow: each location with all its values by position. One
 * writer at a time, any reader: a reader at p never sees what was written above p.
 */
final class OpenChanges implements LayerChanges {
    private final Map<Address, Version<Account>> accounts;
    private final Map<SlotKey, Version<Word>> slots;
    private final Map<Hash, Bytes> code = new ConcurrentHashMap<>();

    /**
     * @param locations how many are expected: tables that need not grow
     */
    OpenChanges(int locations) {
        this.accounts = new ConcurrentHashMap<>(locations);
        this.slots = new ConcurrentHashMap<>(locations);
    }

    void commit(long position, Effects effects) {
        for (AccountEffect effect : effects.accounts()) {
            if (effect.storageCleared() && effect.before() != null) {
                throw new IllegalArgumentException(
                        "storage of " + effect.address() + " cleared at position " + position);
            }
            push(accounts, effect.address(), position, effect.before(), effect.after());
            for (SlotEffect slot : effect.slots()) {
                push(
                        slots,
                        new SlotKey(effect.address(), slot.slot()),
                        position,
                        slot.before(),
                        slot.after());
            }
        }
        code.putAll(effects.code());
    }

    private static <K, V> void push(
            Map<K, Version<V>> map, K key, long position, @Nullable V before, @Nullable V after) {
        Version<V> newest = map.get(key);
        Version<V> older =
                newest == null ? new Version<>(Version.BEFORE_BLOCK, before, null) : newest;
        map.put(key, new Version<>(position, after, older));
    }

    @Override
    public @Nullable Version<Account> account(Address address) {
        return accounts.get(address);
    }

    @Override
    public @Nullable Version<Word> slot(SlotKey key) {
        return slots.get(key);
    }

    @Override
    public @Nullable Bytes code(Hash hash) {
        return code.get(hash);
    }

    Map<Address, Version<Account>> accounts() {
        return accounts;
    }

    Map<SlotKey, Version<Word>> slots() {
        return slots;
    }

    Map<Hash, Bytes> code() {
        return code;
    }

    @Override
    public int locations() {
        return accounts.size() + slots.size();
    }

    /** The whole block's effects: for each location its value before the block and the newest. */
    Effects effects() {
        Map<Address, List<SlotEffect>> byAddress = new HashMap<>();
        slots.forEach((key, newest) -> {
            Word before = orZero(newest.beforeBlock().value());
            Word after = orZero(newest.value());
            if (!before.equals(after)) {
                byAddress
                        .computeIfAbsent(key.address(), a -> new ArrayList<>())
                        .add(new SlotEffect(key.slot(), before, after));
            }
        });
        List<AccountEffect> merged = new ArrayList<>(accounts.size());
        accounts.forEach((address, newest) -> {
            Account before = newest.beforeBlock().value();
            Account after = newest.value();
            List<SlotEffect> changed = byAddress.getOrDefault(address, List.of());
            boolean same = before == null ? after == null : before.equals(after);
            if (!same || !changed.isEmpty()) {
                if (changed.size() > 1) {
                    changed.sort(Comparator.comparing(SlotEffect::slot));
                }
                merged.add(new AccountEffect(address, before, after, false, changed));
            }
        });
        merged.sort(Comparator.comparing(AccountEffect::address));
        return new Effects(merged, code);
    }

    private static Word orZero(@Nullable Word value) {
        return value == null ? Word.ZERO : value;
    }
}
