package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieWorkers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trie of all accounts and slots that there are, in whatever order they come: batches of
 * them are updates of a trie that begins empty, accounts first, then their slots. A batch bounds
 * the memory; the larger it is, the fewer times an upper node is hashed. One thread, and those it
 * is lent.
 */
final class TrieRebuild {
    private static final int BATCH = 1 << 16;

    /** The entries, and where the nodes go. */
    interface Entries extends TrieNodes {
        void forEachAccount(BiConsumer<Address, Account> each);

        void forEachSlot(SlotConsumer each);

        @Nullable Account account(Address address);

        void putNodes(List<NodeChange> nodes);
    }

    @FunctionalInterface
    interface SlotConsumer {
        void accept(Address address, Word slot, Word value);
    }

    private final Entries entries;
    private final StateTrie trie;
    private final List<AccountEffect> accounts = new ArrayList<>();
    private final Map<Address, List<SlotEffect>> slots = new TreeMap<>();
    private int slotCount;

    /**
     * @param entries without any nodes
     */
    TrieRebuild(Entries entries, TrieWorkers workers) {
        this.entries = entries;
        this.trie = StateTrie.open(entries, workers);
    }

    /**
     * The trie, with its nodes written.
     *
     * @throws StrayEntryException where a slot belongs to no account
     */
    StateTrie run() {
        entries.forEachAccount((address, account) -> {
            accounts.add(new AccountEffect(address, null, account, false, List.of()));
            if (accounts.size() == BATCH) {
                updateAccounts();
            }
        });
        updateAccounts();
        entries.forEachSlot((address, slot, value) -> {
            slots.computeIfAbsent(address, key -> new ArrayList<>())
                    .add(new SlotEffect(slot, Word.ZERO, value));
            if (++slotCount == BATCH) {
                updateSlots();
            }
        });
        updateSlots();
        return trie;
    }

    private void updateAccounts() {
        accounts.sort(Comparator.comparing(AccountEffect::address));
        update();
    }

    private void updateSlots() {
        slots.forEach((address, written) -> {
            Account account = entries.account(address);
            if (account == null) {
                throw new StrayEntryException("slots of " + address + ", and no account there");
            }
            written.sort(Comparator.comparing(SlotEffect::slot));
            accounts.add(new AccountEffect(address, account, account, false, written));
        });
        slots.clear();
        slotCount = 0;
        update();
    }

    private void update() {
        entries.putNodes(trie.update(new Effects(accounts, Map.of())).nodes());
        accounts.clear();
    }
}
