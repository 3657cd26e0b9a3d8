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
 * What one block changed, location by location, each with all its values by position. Written by
 * the executing thread while the block is open, amended by the sealing thread once it is closed;
 * read by any thread at any position: a reader at p never sees what was written above p.
 *
 * <p>Layers form a doubly linked list. A reader holds its own layer and follows the links, so
 * layers live exactly as long as somebody can still reach them.
 */
public final class BlockLayer {
    /** A position after every transaction of any block. */
    static final long END_OF_BLOCK = Long.MAX_VALUE;

    private final long number;
    private final Map<Address, Version<Account>> accounts;
    private final Map<SlotKey, Version<Word>> slots;
    private final Map<Hash, Bytes> code = new ConcurrentHashMap<>();

    /** The block below; cut when that one leaves the retention window. */
    private volatile @Nullable BlockLayer below;

    /** The block above, once it is open. */
    private volatile @Nullable BlockLayer above;

    BlockLayer(long number, @Nullable BlockLayer below) {
        this.number = number;
        this.below = below;
        // A block is likely to be as large as the one before it: tables that need not grow.
        this.accounts = new ConcurrentHashMap<>(below == null ? 16 : below.accounts.size());
        this.slots = new ConcurrentHashMap<>(below == null ? 16 : below.slots.size());
    }

    public long number() {
        return number;
    }

    @Nullable BlockLayer below() {
        return below;
    }

    @Nullable BlockLayer above() {
        return above;
    }

    void link(BlockLayer next) {
        above = next;
    }

    void cutBelow() {
        below = null;
    }

    /**
     * Adds what the transaction at the position changed. Positions rise from call to call.
     *
     * @throws IllegalArgumentException if an existing account's storage was cleared as a whole,
     *     which no revision since Cancun can do (EIP-6780)
     */
    public void commit(long position, Effects effects) {
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

    /** Adds a change at the end of the closed block: one that had to wait for the parent's hash. */
    public void amend(Effects effects) {
        commit(END_OF_BLOCK, effects);
    }

    private static <K, V> void push(
            Map<K, Version<V>> map, K key, long position, @Nullable V before, @Nullable V after) {
        Version<V> newest = map.get(key);
        Version<V> older =
                newest == null ? new Version<>(Version.BEFORE_BLOCK, before, null) : newest;
        map.put(key, new Version<>(position, after, older));
    }

    /** How many the block changed, once it is closed. */
    int locations() {
        return accounts.size() + slots.size();
    }

    @Nullable Version<Account> account(Address address) {
        return accounts.get(address);
    }

    @Nullable Version<Word> slot(SlotKey key) {
        return slots.get(key);
    }

    @Nullable Bytes code(Hash hash) {
        return code.get(hash);
    }

    /** The whole block's effects. Call once it is closed and amended. */
    public Effects effects() {
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
