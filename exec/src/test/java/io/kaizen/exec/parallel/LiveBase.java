package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.MemoryState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A state that is read by any thread while one thread brings it forward, transaction by
 * transaction: what the layers of a running node are to the executor.
 */
final class LiveBase implements StateView {
    private final Map<Address, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Address, Map<Word, Word>> storage = new ConcurrentHashMap<>();
    private final Map<Hash, Bytes> code = new ConcurrentHashMap<>();

    LiveBase(MemoryState genesis) {
        genesis.accounts()
                .forEach((address, account) -> {
                    accounts.put(address, account);
                    code.put(account.codeHash(), genesis.code(account.codeHash()));
                    if (genesis.hasStorage(address)) {
                        storage.put(address, new ConcurrentHashMap<>(genesis.slots(address)));
                    }
                });
    }

    void apply(Effects effects) {
        code.putAll(effects.code());
        for (AccountEffect effect : effects.accounts()) {
            Address address = effect.address();
            Account after = effect.after();
            if (after == null || effect.storageCleared()) {
                storage.remove(address);
            }
            for (SlotEffect slot : effect.slots()) {
                Map<Word, Word> slots =
                        storage.computeIfAbsent(address, a -> new ConcurrentHashMap<>());
                if (slot.after().isZero()) {
                    slots.remove(slot.slot());
                } else {
                    slots.put(slot.slot(), slot.after());
                }
                if (slots.isEmpty()) {
                    storage.remove(address);
                }
            }
            if (after == null) {
                accounts.remove(address);
            } else {
                accounts.put(address, after);
            }
        }
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
}
