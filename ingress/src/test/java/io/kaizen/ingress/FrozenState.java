package io.kaizen.ingress;

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
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A copy of a whole state at one block, with its trie. */
record FrozenState(
        Map<Address, Account> accounts,
        Map<Address, Map<Word, Word>> storage,
        Map<Hash, Bytes> codes)
        implements StateView {

    static FrozenState of(MemoryState state) {
        Map<Address, Map<Word, Word>> storage = new HashMap<>();
        Map<Hash, Bytes> codes = new HashMap<>();
        state.accounts()
                .forEach((address, account) -> {
                    storage.put(address, Map.copyOf(state.slots(address)));
                    codes.put(account.codeHash(), state.code(account.codeHash()));
                });
        return new FrozenState(new TreeMap<>(state.accounts()), storage, codes);
    }

    StateTrie trie() {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        List<AccountEffect> all = new ArrayList<>();
        accounts.forEach((address, account) ->
                all.add(new AccountEffect(address, null, account, false, slots(address))));
        TrieUpdate update = StateTrie.open(nodes).update(new Effects(all, Map.of()));
        nodes.apply(update);
        return StateTrie.open(nodes);
    }

    private List<SlotEffect> slots(Address address) {
        List<SlotEffect> all = new ArrayList<>();
        new TreeMap<>(storage.getOrDefault(address, Map.of()))
                .forEach((slot, value) -> all.add(new SlotEffect(slot, Word.ZERO, value)));
        return all;
    }

    @Override
    public @Nullable Account account(Address address) {
        return accounts.get(address);
    }

    @Override
    public Word storage(Address address, Word slot) {
        return storage.getOrDefault(address, Map.of()).getOrDefault(slot, Word.ZERO);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return codes.getOrDefault(codeHash, Bytes.EMPTY);
    }

    @Override
    public boolean hasStorage(Address address) {
        return !storage.getOrDefault(address, Map.of()).isEmpty();
    }
}
