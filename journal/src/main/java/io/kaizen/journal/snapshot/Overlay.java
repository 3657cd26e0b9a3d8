package io.kaizen.journal.snapshot;

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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What blocks in a row have changed: the last values. Bounded by its owner. One thread. */
final class Overlay {
    /** Code counts as so many entries as it takes the place of. */
    private static final int BYTES_PER_ENTRY = 128;

    private final Map<Address, Change> accounts = new HashMap<>();
    private final Map<Hash, Bytes> code = new HashMap<>();
    private long entries;

    /** An account at the end. */
    private static final class Change {
        @Nullable Account account;

        /** What it had before these blocks is gone, where they do not name it. */
        boolean cleared;

        final Map<Word, Word> slots = new HashMap<>(4);
    }

    /**
     * A changed account in its place.
     *
     * @param after null where it is gone
     * @param cleared whether nothing is left of the slots it had before
     * @param slots ascending by key; zero for what was removed
     */
    record ChangedAccount(
            Hash owner,
            Address address,
            @Nullable Account after,
            boolean cleared,
            List<ChangedSlot> slots) {}

    record ChangedSlot(Hash key, Word slot, Word value) {}

    /** Adds the effects of the next block. */
    void add(Effects effects) {
        effects.code()
                .forEach((hash, bytes) -> {
                    if (code.put(hash, bytes) == null) {
                        entries += 1 + bytes.size() / BYTES_PER_ENTRY;
                    }
                });
        for (AccountEffect effect : effects.accounts()) {
            add(effect);
        }
    }

    private void add(AccountEffect effect) {
        Change change = accounts.get(effect.address());
        if (change == null) {
            change = new Change();
            accounts.put(effect.address(), change);
            entries++;
        }
        change.account = effect.after();
        if (effect.storageCleared() || effect.after() == null) {
            change.cleared = true;
            entries -= change.slots.size();
            change.slots.clear();
        }
        if (effect.after() != null) {
            for (SlotEffect slot : effect.slots()) {
                if (change.slots.put(slot.slot(), slot.after()) == null) {
                    entries++;
                }
            }
        }
    }

    /** Accounts, slots, and code by its size. */
    long entries() {
        return entries;
    }

    /** The changed accounts, ascending by owner; the slots are put in order as they come. */
    Iterator<ChangedAccount> accounts() {
        return accounts.keySet().stream()
                .map(address -> new Place(address.keccak(), address))
                .sorted(Comparator.comparing(Place::owner))
                .map(place -> changed(place, accounts.getOrDefault(place.address(), new Change())))
                .iterator();
    }

    private record Place(Hash owner, Address address) {}

    private static ChangedAccount changed(Place place, Change change) {
        List<ChangedSlot> slots = new ArrayList<>(change.slots.size());
        change.slots.forEach((slot, value) ->
                slots.add(new ChangedSlot(Hash.keccak(slot.toArray()), slot, value)));
        slots.sort(Comparator.comparing(ChangedSlot::key));
        return new ChangedAccount(
                place.owner(), place.address(), change.account, change.cleared, slots);
    }

    /** Ascending by hash. */
    SortedMap<Hash, Bytes> code() {
        return new TreeMap<>(code);
    }
}
