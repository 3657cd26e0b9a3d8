package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.zk.hash.Keccak256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trie of all accounts and slots that there are, whatever their order: as updates of a
 * trie that begins empty, accounts first, then their slots.
 *
 * <p>An update is the cheaper the more of its keys are neighbours, and is shared by threads if they
 * are in all parts of the trie. So entries are gathered in {@value #BUCKETS} buckets by the second
 * and third nibble of their hash, and a bucket, or some in a row, is an update: it has a part of
 * each of the trie's sixteen subtrees to itself. As many entries are gathered as fit into the
 * memory that this may take; what is over goes into further rounds of the same. One thread, and
 * those it is lent.
 */
final class TrieRebuild {
    private static final int BUCKETS = 256;

    /** Entries that are gathered at once: some 200 bytes each. */
    private static final int GATHERED = 1 << 20;

    /** Entries of an update: enough for threads to share it. */
    private static final int UPDATE = 1 << 15;

    /** The entries, and where the nodes go. */
    interface Entries extends TrieNodes {
        void forEachAccount(BiConsumer<Address, Account> each);

        void forEachSlot(SlotConsumer each);

        @Nullable Account account(Address address);

        /** Empty where there is none. */
        Bytes code(Hash codeHash);

        void putNodes(List<NodeChange> nodes);
    }

    @FunctionalInterface
    interface SlotConsumer {
        void accept(Address address, Word slot, Word value);
    }

    /** A slot that is there. */
    private record Slot(Address address, SlotEffect effect) {}

    /** Keys that one thread hashes in a row. */
    private static final int HASHES_PER_TASK = 1 << 10;

    private static final int CODES_PER_TASK = 16;

    private final Entries entries;
    private final TrieWorkers workers;
    private final StateTrie trie;

    /**
     * @param entries without any nodes
     */
    TrieRebuild(Entries entries, TrieWorkers workers) {
        this.entries = entries;
        this.workers = workers;
        this.trie = StateTrie.open(entries, workers);
    }

    /**
     * The trie, with its nodes written. The root says nothing of the bytes of codes: they are
     * hashed here. Holds a hash for each distinct code.
     *
     * @throws StrayEntryException where a slot belongs to no account, or a code is not the one that
     *     its hash says
     */
    StateTrie run() {
        Set<Hash> codes = new HashSet<>();
        Round<AccountEffect> accounts =
                new Round<>(effect -> effect.address().toArray(), this::updateAccounts);
        entries.forEachAccount((address, account) -> {
            accounts.add(new AccountEffect(address, null, account, false, List.of()));
            if (account.hasCode()) {
                codes.add(account.codeHash());
            }
        });
        accounts.end();
        checkCodes(List.copyOf(codes));
        Round<Slot> slots = new Round<>(slot -> slot.effect().slot().toArray(), this::updateSlots);
        entries.forEachSlot((address, slot, value) ->
                slots.add(new Slot(address, new SlotEffect(slot, Word.ZERO, value))));
        slots.end();
        return trie;
    }

    private void checkCodes(List<Hash> hashes) {
        workers.forEach(
                hashes.size(),
                CODES_PER_TASK,
                i -> {
                    Hash hash = hashes.get(i);
                    if (!Hash.keccak(entries.code(hash)).equals(hash)) {
                        throw new StrayEntryException("code " + hash + " is missing or another");
                    }
                });
    }

    /** Entries that wait for their updates. */
    private final class Round<E> {
        private final Function<E, byte[]> key;
        private final Consumer<List<E>> update;
        private final List<E> gathered = new ArrayList<>();

        Round(Function<E, byte[]> key, Consumer<List<E>> update) {
            this.key = key;
            this.update = update;
        }

        void add(E entry) {
            gathered.add(entry);
            if (gathered.size() == GATHERED) {
                end();
            }
        }

        void end() {
            byte[] bucketOf = new byte[gathered.size()];
            workers.forEach(
                    bucketOf.length,
                    HASHES_PER_TASK,
                    i -> bucketOf[i] = bucket(Keccak256.hash(key.apply(gathered.get(i)))));
            List<List<E>> buckets =
                    Stream.<List<E>>generate(ArrayList::new).limit(BUCKETS).toList();
            for (int i = 0; i < bucketOf.length; i++) {
                buckets.get(bucketOf[i] & 0xff).add(gathered.get(i));
            }
            gathered.clear();
            List<E> joined = new ArrayList<>();
            for (List<E> bucket : buckets) {
                joined.addAll(bucket);
                if (joined.size() >= UPDATE) {
                    update.accept(joined);
                    joined.clear();
                }
            }
            update.accept(joined);
        }
    }

    private static byte bucket(byte[] hash) {
        return (byte) (hash[0] << 4 | (hash[1] & 0xf0) >> 4);
    }

    private void updateAccounts(List<AccountEffect> accounts) {
        accounts.sort(Comparator.comparing(AccountEffect::address));
        update(accounts);
    }

    private void updateSlots(List<Slot> slots) {
        Map<Address, List<SlotEffect>> byAddress = new TreeMap<>();
        for (Slot slot : slots) {
            byAddress.computeIfAbsent(slot.address(), key -> new ArrayList<>()).add(slot.effect());
        }
        List<AccountEffect> accounts = new ArrayList<>();
        byAddress.forEach((address, written) -> {
            Account account = entries.account(address);
            if (account == null) {
                throw new StrayEntryException("slots of " + address + ", and no account there");
            }
            written.sort(Comparator.comparing(SlotEffect::slot));
            accounts.add(new AccountEffect(address, account, account, false, written));
        });
        update(accounts);
    }

    private void update(List<AccountEffect> accounts) {
        entries.putNodes(trie.update(new Effects(accounts, Map.of())).nodes());
    }
}
