package io.kaizen.exec.state;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins the effects of successive transactions into those of a block: the first before, the last
 * after, without what came back to where it was. Also serves, between transactions, as the state
 * after those added so far: it is a view over its base. One thread.
 *
 * <p>Where an account was destroyed in the block, every slot that is non-zero at the end is named,
 * even if its value is the one from before the block.
 */
public final class EffectsBuilder implements StateView {
    private final StateView base;
    private final TreeMap<Address, Entry> entries = new TreeMap<>();
    private final Map<Hash, Bytes> code = new HashMap<>();

    /** One account's changes so far. */
    private static final class Entry {
        final @Nullable Account before;
        @Nullable Account after;
        boolean cleared;
        final TreeMap<Word, Word> slots = new TreeMap<>();

        Entry(@Nullable Account before) {
            this.before = before;
        }

        boolean hasNonZero() {
            return slots.values().stream().anyMatch(value -> !value.isZero());
        }
    }

    /**
     * @param base the state before the first effects; it must not change while this is in use
     */
    public EffectsBuilder(StateView base) {
        this.base = base;
    }

    /** Adds the effects of the next transaction. */
    public void add(Effects effects) {
        code.putAll(effects.code());
        for (AccountEffect effect : effects.accounts()) {
            Entry entry =
                    entries.computeIfAbsent(effect.address(), a -> new Entry(effect.before()));
            entry.after = effect.after();
            if (effect.storageCleared()) {
                entry.cleared = true;
                entry.slots.clear();
            }
            for (SlotEffect slot : effect.slots()) {
                entry.slots.put(slot.slot(), slot.after());
            }
        }
    }

    /** The block's effects so far. */
    public Effects build() {
        List<AccountEffect> accounts = new ArrayList<>();
        Map<Hash, Bytes> deployed = new HashMap<>();
        entries.forEach((address, entry) -> {
            List<SlotEffect> slots = slots(address, entry);
            boolean changed =
                    entry.cleared
                            ? entry.before != null || entry.after != null
                            : !slots.isEmpty() || !same(entry);
            if (!changed) {
                return;
            }
            Account after = entry.after;
            accounts.add(new AccountEffect(address, entry.before, after, entry.cleared, slots));
            if (after != null && code.containsKey(after.codeHash())) {
                deployed.put(after.codeHash(), code(after.codeHash()));
            }
        });
        return accounts.isEmpty() ? Effects.NONE : new Effects(accounts, deployed);
    }

    private static boolean same(Entry entry) {
        return Objects.equals(entry.before, entry.after);
    }

    private List<SlotEffect> slots(Address address, Entry entry) {
        List<SlotEffect> slots = new ArrayList<>();
        entry.slots.forEach((slot, after) -> {
            Word before = entry.before == null ? Word.ZERO : base.storage(address, slot);
            if (!before.equals(after) || (entry.cleared && !after.isZero())) {
                slots.add(new SlotEffect(slot, before, after));
            }
        });
        return slots;
    }

    @Override
    public @Nullable Account account(Address address) {
        Entry entry = entries.get(address);
        return entry == null ? base.account(address) : entry.after;
    }

    @Override
    public Word storage(Address address, Word slot) {
        Entry entry = entries.get(address);
        if (entry == null) {
            return base.storage(address, slot);
        }
        Word value = entry.slots.get(slot);
        if (value != null) {
            return value;
        }
        return entry.cleared ? Word.ZERO : base.storage(address, slot);
    }

    @Override
    public Bytes code(Hash codeHash) {
        Bytes deployed = code.get(codeHash);
        return deployed == null ? base.code(codeHash) : deployed;
    }

    /**
     * Conservative where the block changed some slots of an account: the base's answer stands
     * unless the account was cleared, for no block can empty a storage slot by slot and then make a
     * contract there (its code or nonce collides first).
     */
    @Override
    public boolean hasStorage(Address address) {
        Entry entry = entries.get(address);
        if (entry == null) {
            return base.hasStorage(address);
        }
        return entry.hasNonZero() || (!entry.cleared && base.hasStorage(address));
    }
}
