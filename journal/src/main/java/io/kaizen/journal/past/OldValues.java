package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
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
 * What blocks in a row changed, as one step backwards: from what each location is after the last of
 * them to what it was before the first. Blocks are added in order; one thread. Takes some 300 bytes
 * of heap a location.
 */
final class OldValues {
    /** An account's first and last value, and those of its slots that changed. */
    private static final class Change {
        final @Nullable Account before;
        @Nullable Account after;
        final Map<Word, SlotEffect> slots = new HashMap<>();

        Change(@Nullable Account before) {
            this.before = before;
        }
    }

    private final Map<Address, Change> accounts = new HashMap<>();
    private int locations;

    /** Accounts and slots so far. */
    int locations() {
        return locations;
    }

    void add(Effects effects) {
        for (AccountEffect effect : effects.accounts()) {
            Change change = accounts.get(effect.address());
            if (change == null) {
                change = new Change(effect.before());
                accounts.put(effect.address(), change);
                locations++;
            }
            change.after = effect.after();
            for (SlotEffect slot : effect.slots()) {
                add(change, slot);
            }
        }
    }

    /**
     * A slot of an account that is here, whatever its effects say: it went with its account, which
     * no effect of its own tells.
     */
    void set(Address address, SlotEffect slot) {
        Change change = accounts.get(address);
        if (change != null && change.slots.put(slot.slot(), slot) == null) {
            locations++;
        }
    }

    private void add(Change change, SlotEffect slot) {
        SlotEffect known = change.slots.get(slot.slot());
        locations += known == null ? 1 : 0;
        Word before = known == null ? slot.before() : known.before();
        change.slots.put(slot.slot(), new SlotEffect(slot.slot(), before, slot.after()));
    }

    /** Whether there is a change of the account. */
    boolean has(Address address) {
        return accounts.containsKey(address);
    }

    /**
     * The steps backwards, in parts of about as many locations; what is the same again is left out.
     */
    List<Effects> backwards(int part) {
        List<Effects> parts = new ArrayList<>();
        List<AccountEffect> effects = new ArrayList<>();
        int count = 0;
        for (Map.Entry<Address, Change> each : new TreeMap<>(accounts).entrySet()) {
            Change change = each.getValue();
            List<SlotEffect> slots = backwards(change.slots);
            if (slots.isEmpty() && Objects.equals(change.before, change.after)) {
                continue;
            }
            effects.add(
                    new AccountEffect(each.getKey(), change.after, change.before, false, slots));
            count += 1 + slots.size();
            if (count >= part) {
                parts.add(new Effects(effects, Map.of()));
                effects = new ArrayList<>();
                count = 0;
            }
        }
        parts.add(new Effects(effects, Map.of()));
        return parts;
    }

    private static List<SlotEffect> backwards(Map<Word, SlotEffect> slots) {
        List<SlotEffect> changed = new ArrayList<>(slots.size());
        for (SlotEffect slot : new TreeMap<>(slots).values()) {
            if (!slot.before().equals(slot.after())) {
                changed.add(new SlotEffect(slot.slot(), slot.after(), slot.before()));
            }
        }
        return changed;
    }
}
