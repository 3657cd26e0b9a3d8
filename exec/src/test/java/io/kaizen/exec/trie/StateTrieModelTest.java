package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Whole blocks, large enough to be shared, against a map of accounts and slots. */
class StateTrieModelTest {
    private static final int BLOCKS = 10;
    private static final int THREADS_MAX = 8;

    /** By how much the bound of what is kept of storage tries grows with every thread. */
    private static final long STEP_BYTES = 40_000;

    /** Accounts that hold most of the slots, as tokens do. */
    private static final int CONTRACTS = 3;

    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Map<Word, Word>> storage = new HashMap<>();

    @Test
    void blocksGiveTheSameRootAndChangesForAnyNumberOfThreadsAndAnyMemory() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS_MAX - 1)) {
            MemoryTrieNodes nodes = new MemoryTrieNodes();
            List<StateTrie> tries = new ArrayList<>();
            for (int threads = 1; threads <= THREADS_MAX; threads++) {
                // From no storage trie kept, over some of them, to all.
                long bytesMax = (threads - 1) * STEP_BYTES;
                TrieWorkers workers = new TrieWorkers(pool, threads);
                tries.add(StateTrie.open(nodes, workers, bytesMax));
            }
            for (int block = 0; block < BLOCKS; block++) {
                String context = "seed " + seed + " block " + block;
                Effects effects = block(random, block == 0 ? 900 : 300);
                Hash want = NaiveTrie.stateRoot(accounts, storage);
                TrieUpdate first = tries.getFirst().update(effects);
                assertEquals(want, first.root(), context);
                assertOrdered(first.nodes(), context);
                for (StateTrie trie : tries.subList(1, tries.size())) {
                    assertEquals(first, trie.update(effects), context);
                    assertMemory(trie, tries.indexOf(trie) * STEP_BYTES, context);
                }
                nodes.apply(first);
            }
            assertEquals(0, tries.getFirst().storages().size());
            assertTrue(tries.getLast().storages().size() >= CONTRACTS);
        }
    }

    /** Storage tries by owner, then the account trie, which is the last owner's. */
    private static void assertOrdered(List<NodeChange> changes, String context) {
        List<Hash> owners = changes.stream().map(NodeChange::owner).distinct().toList();
        assertEquals(TrieNodes.ACCOUNTS, owners.getLast(), context);
        List<Hash> storages = owners.subList(0, owners.size() - 1);
        assertEquals(storages.stream().sorted(Comparator.naturalOrder()).toList(), storages);
        List<Hash> runs = new ArrayList<>();
        for (NodeChange change : changes) {
            if (runs.isEmpty() || !runs.getLast().equals(change.owner())) {
                runs.add(change.owner());
            }
        }
        assertEquals(owners, runs, context);
    }

    private static void assertMemory(StateTrie trie, long bytesMax, String context) {
        assertTrue(trie.storages().bytes() <= bytesMax, context);
        MerkleTrie kept = trie.accounts();
        assertEquals(kept.keptBytesWalked(), kept.keptBytes(), context);
        assertTrue(kept.keptBytes() > 0, context);
        assertEquals(trie.storages().bytesWalked(), trie.storages().bytes(), context);
    }

    @Test
    void anUpdateThatFailsHasNoEffect() {
        Random random = new Random(5);
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        boolean[] holed = {false};
        TrieNodes view =
                (owner, path) -> holed[0] && path.length() > 2 ? null : nodes.get(owner, path);
        StateTrie trie = StateTrie.open(view);
        nodes.apply(trie.update(block(random, 900)));
        Effects next = block(random, 300);
        Hash before = trie.root();
        holed[0] = true;
        assertThrows(TrieException.class, () -> trie.update(next));
        assertEquals(before, trie.root());
        holed[0] = false;
        TrieUpdate again = trie.update(next);
        assertEquals(StateTrie.open(nodes).update(next), again);
        assertEquals(NaiveTrie.stateRoot(accounts, storage), again.root());
    }

    @Test
    void anAccountKeepsItsStorageRootWhereOnlyItsFieldsChange() {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        StateTrie trie = StateTrie.open(nodes);
        Address address = Address.ofLong(77);
        accounts.put(address, new Account(1, Word.ONE, Hash.keccak(Bytes.EMPTY)));
        storage.put(address, new HashMap<>(Map.of(Word.ONE, Word.MAX)));
        SlotEffect slot = new SlotEffect(Word.ONE, Word.ZERO, Word.MAX);
        Account created = accounts.get(address);
        nodes.apply(trie.update(one(address, null, created, List.of(slot))));
        Account richer = created.withBalance(Word.MAX);
        accounts.put(address, richer);
        nodes.apply(trie.update(one(address, created, richer, List.of())));
        assertEquals(NaiveTrie.stateRoot(accounts, storage), trie.root());
    }

    private static Effects one(
            Address address, Account before, Account after, List<SlotEffect> slots) {
        return new Effects(
                List.of(new AccountEffect(address, before, after, false, slots)), Map.of());
    }

    /** Changes to this many accounts of a thousand, and more than a task's worth of slots. */
    private Effects block(Random random, int count) {
        Map<Address, AccountEffect> effects = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int number = i < CONTRACTS ? i : random.nextInt(1000);
            Address address = Address.ofLong(0x1000 + number);
            if (!effects.containsKey(address)) {
                effects.put(address, effect(random, address, i));
            }
        }
        return new Effects(List.copyOf(effects.values()), Map.of());
    }

    private AccountEffect effect(Random random, Address address, int i) {
        Account before = accounts.get(address);
        if (before != null && random.nextInt(i < CONTRACTS ? 12 : 5) == 0) {
            accounts.remove(address);
            storage.remove(address);
            return new AccountEffect(address, before, null, true, List.of());
        }
        Account after =
                new Account(random.nextInt(300), Word.of(random.nextLong() >>> 1), Hash.EMPTY_CODE);
        accounts.put(address, after);
        Map<Word, Word> slots = storage.computeIfAbsent(address, key -> new HashMap<>());
        boolean cleared = random.nextInt(10) == 0;
        if (cleared) {
            slots.clear();
        }
        // The first has a large storage trie, the next two together enough to be shared.
        int changes = i == 0 ? 700 : i < CONTRACTS ? 200 : random.nextInt(3);
        Map<Word, SlotEffect> changed = new TreeMap<>();
        for (int change = 0; change < changes; change++) {
            Word slot = Word.of(random.nextInt(2 * changes));
            Word value = random.nextInt(3) == 0 ? Word.ZERO : Word.of(random.nextInt(1000) + 1);
            Word old = slots.getOrDefault(slot, Word.ZERO);
            if (changed.putIfAbsent(slot, new SlotEffect(slot, old, value)) == null) {
                if (value.isZero()) {
                    slots.remove(slot);
                } else {
                    slots.put(slot, value);
                }
            }
        }
        return new AccountEffect(address, before, after, cleared, List.copyOf(changed.values()));
    }
}
