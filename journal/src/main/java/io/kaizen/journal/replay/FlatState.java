package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, slots and code after the last block that was executed, without a trie. One thread at a
 * time; bounded by the state it holds.
 */
final class FlatState implements StateView {
    private final Map<Address, Account> accounts = new HashMap<>();

    /** Only accounts that have a slot which is not zero, and only such slots. */
    private final Map<Address, Map<Word, Word>> slots = new HashMap<>();

    private final Map<Hash, Bytes> code = new HashMap<>();

    void apply(Effects effects) {
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

    private void applySlots(AccountEffect effect) {
        if (effect.storageCleared() || effect.after() == null) {
            slots.remove(effect.address());
        }
        if (effect.slots().isEmpty() || effect.after() == null) {
            return;
        }
        Map<Word, Word> own = slots.computeIfAbsent(effect.address(), address -> new HashMap<>());
        for (SlotEffect slot : effect.slots()) {
            if (slot.after().isZero()) {
                own.remove(slot.slot());
            } else {
                own.put(slot.slot(), slot.after());
            }
        }
        if (own.isEmpty()) {
            slots.remove(effect.address());
        }
    }

    /** All of it, as effects on the empty state. */
    Effects whole() {
        List<AccountEffect> all = new ArrayList<>(accounts.size());
        new TreeMap<>(accounts)
                .forEach((address, account) -> {
                    List<SlotEffect> own = new ArrayList<>();
                    new TreeMap<>(slots.getOrDefault(address, Map.of()))
                            .forEach((slot, value) -> {
                                own.add(new SlotEffect(slot, Word.ZERO, value));
                            });
                    all.add(new AccountEffect(address, null, account, false, own));
                });
        return new Effects(all, code);
    }

    @Override
    public @Nullable Account account(Address address) {
        return accounts.get(address);
    }

    @Override
    public Word storage(Address address, Word slot) {
        Map<Word, Word> own = slots.get(address);
        return own == null ? Word.ZERO : own.getOrDefault(slot, Word.ZERO);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return code.getOrDefault(codeHash, Bytes.EMPTY);
    }

    @Override
    public boolean hasStorage(Address address) {
        return slots.containsKey(address);
    }
}
