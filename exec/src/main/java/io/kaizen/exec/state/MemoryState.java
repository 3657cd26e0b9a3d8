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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole state in maps: for genesis, tests, and as the twin of the state store. One thread;
 * bounded by what its owner puts in. As a view it changes with {@link #apply}.
 */
public final class MemoryState implements StateView {
    private final Map<Address, Account> accounts = new HashMap<>();

    /** Only accounts that have a slot which is not zero, and only such slots. */
    private final Map<Address, Map<Word, Word>> storage = new HashMap<>();

    private final Map<Hash, Bytes> code = new HashMap<>();

    private long slotCount;

    public long accountCount() {
        return accounts.size();
    }

    /** Slots that are not zero. */
    public long slotCount() {
        return slotCount;
    }

    @Override
    public @Nullable Account account(Address address) {
        return accounts.get(address);
    }

    @Override
    public Word storage(Address address, Word slot) {
        Map<Word, Word> slots = storage.get(address);
        return slots == null ? Word.ZERO : slots.getOrDefault(slot, Word.ZERO);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return code.getOrDefault(codeHash, Bytes.EMPTY);
    }

    @Override
    public boolean hasStorage(Address address) {
        return storage.containsKey(address);
    }

    /** Puts an account with its code in place of what was there; its storage stays. */
    public void put(Address address, long nonce, Word balance, Bytes bytecode) {
        accounts.put(address, new Account(nonce, balance, putCode(bytecode)));
    }

    private Hash putCode(Bytes bytecode) {
        if (bytecode.isEmpty()) {
            return Hash.EMPTY_CODE;
        }
        Hash hash = Hash.keccak(bytecode);
        code.put(hash, bytecode);
        return hash;
    }

    public void putStorage(Address address, Word slot, Word value) {
        if (value.isZero()) {
            Map<Word, Word> slots = storage.get(address);
            if (slots != null && slots.remove(slot) != null) {
                slotCount--;
                if (slots.isEmpty()) {
                    storage.remove(address);
                }
            }
        } else if (storage.computeIfAbsent(address, a -> new HashMap<>()).put(slot, value)
                == null) {
            slotCount++;
        }
    }

    /** Brings the state to the effects' after side; applying twice is applying once. */
    public void apply(Effects effects) {
        code.putAll(effects.code());
        for (AccountEffect effect : effects.accounts()) {
            Account after = effect.after();
            if (after == null) {
                accounts.remove(effect.address());
            } else {
                accounts.put(effect.address(), after);
            }
            if (effect.storageCleared() || after == null) {
                Map<Word, Word> cleared = storage.remove(effect.address());
                slotCount -= cleared == null ? 0 : cleared.size();
            }
            for (SlotEffect slot : effect.slots()) {
                putStorage(effect.address(), slot.slot(), slot.after());
            }
        }
    }

    /** All of it, as effects on the empty state. */
    public Effects whole() {
        List<AccountEffect> all = new ArrayList<>(accounts.size());
        accounts()
                .forEach((address, account) -> {
                    List<SlotEffect> slots = new ArrayList<>();
                    slots(address)
                            .forEach((slot, value) ->
                                    slots.add(new SlotEffect(slot, Word.ZERO, value)));
                    all.add(new AccountEffect(address, null, account, false, slots));
                });
        return new Effects(all, code);
    }

    /** Ascending by address; a copy. */
    public SortedMap<Address, Account> accounts() {
        return new TreeMap<>(accounts);
    }

    /** The non-zero slots, ascending; a copy. */
    public SortedMap<Word, Word> slots(Address address) {
        return new TreeMap<>(storage.getOrDefault(address, Map.of()));
    }
}
