package io.kaizen.journal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks large enough for several threads, in map files and on the heap. */
class MapStateStoreTest {
    private static final StoreSizing SIZING = new StoreSizing(4_000, 20_000, 200, 40_000);
    private static final int ACCOUNTS = 1_000;
    private static final int SLOTS = 1_500;

    @TempDir Path folder;

    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Map<Word, Word>> slots = new HashMap<>();

    @Test
    void largeBlocksLeaveTheSameStateHoweverManyThreadsWriteThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ExecutorService pool = Executors.newFixedThreadPool(3);
                MapStateStore alone = MapStateStore.open(folder.resolve("1"), SIZING);
                MapStateStore shared =
                        MapStateStore.open(folder.resolve("4"), SIZING, new TrieWorkers(pool, 4));
                MemoryStateStore heap = new MemoryStateStore()) {
            for (long height = 0; height < 6; height++) {
                Effects effects = block(random);
                TrieUpdate update = StateTrie.open(heap).update(effects);
                String context = "seed " + seed + " block " + height;
                assertEquals(update, StateTrie.open(shared).update(effects), context);
                for (StateStore store : List.of(heap, alone, shared)) {
                    store.apply(height, effects, update.nodes());
                    assertEquals(height, store.height());
                }
                for (StateStore store : List.of(heap, alone, shared)) {
                    assertHolds(store, update.nodes(), context);
                }
            }
        }
    }

    @Test
    void refusesAStoreOfAnotherVersionAndLeavesItAsItIs() throws IOException {
        MapStateStore store = MapStateStore.open(folder, SIZING);
        store.apply(0, new Effects(List.of(), Map.of()), List.of());
        store.close();
        Path mark = folder.resolve("clean");
        byte[] current = Files.readAllBytes(mark);
        byte[] next = current.clone();
        next[next.length - 1]++;
        for (byte[] other : List.of(Arrays.copyOf(current, Long.BYTES), next)) {
            Files.write(mark, other);
            IllegalStateException refused =
                    assertThrows(
                            IllegalStateException.class, () -> MapStateStore.open(folder, SIZING));
            assertTrue(refused.getMessage().contains("remove the folder"), refused.getMessage());
            assertArrayEquals(other, Files.readAllBytes(mark));
        }
        Files.write(mark, current);
        try (MapStateStore again = MapStateStore.open(folder, SIZING)) {
            assertEquals(0, again.height());
        }
    }

    /** Another start of the system: what was not forced may be anything. */
    @Test
    void aStoreThatWasOpenWhenTheSystemWentDownIsDiscarded() throws IOException {
        UUID before = new UUID(1, 1);
        Path left = folder.resolve("left");
        try (MapStateStore open = open(folder.resolve("in use"), before)) {
            open.apply(0, block(new Random(1)), List.of());
            TestFolders.copy(folder.resolve("in use"), left);
        }
        try (MapStateStore again = open(left, new UUID(1, 2))) {
            assertEquals(StateStore.EMPTY, again.height());
            assertFalse(again.isSuspect());
            for (Address address : accounts.keySet()) {
                assertNull(again.account(address));
            }
        }
    }

    private static MapStateStore open(Path store, UUID boot) {
        return MapStateStore.open(store, SIZING, TrieWorkers.CALLER, Disk.SYSTEM, boot);
    }

    private void assertHolds(StateStore store, List<NodeChange> nodes, String context) {
        for (int i = 0; i < ACCOUNTS; i++) {
            Address address = Address.ofLong(0x1000 + i);
            assertEquals(accounts.get(address), store.account(address), context);
        }
        slots.forEach((address, own) -> {
            for (int i = 0; i < SLOTS; i += 1 + i / 100) {
                Word slot = Word.of(i);
                Word want = own.getOrDefault(slot, Word.ZERO);
                assertEquals(want, store.storage(address, slot), context);
            }
        });
        for (NodeChange change : nodes) {
            byte[] want = change.after() == null ? null : change.after().array();
            assertArrayEquals(want, store.get(change.owner(), change.path()), context);
        }
    }

    /** Most accounts, one of them with many slots; some vanish, some lose their storage. */
    private Effects block(Random random) {
        List<AccountEffect> effects = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            Address address = Address.ofLong(0x1000 + i);
            if (random.nextInt(10) < 7) {
                effects.add(effect(random, address, i));
            }
        }
        return new Effects(effects, Map.of());
    }

    private AccountEffect effect(Random random, Address address, int number) {
        Account before = accounts.get(address);
        Map<Word, Word> own = slots.computeIfAbsent(address, key -> new HashMap<>());
        if (before != null && own.isEmpty() && random.nextInt(8) == 0) {
            accounts.remove(address);
            return new AccountEffect(address, before, null, false, List.of());
        }
        Account after = new Account(random.nextInt(1000), Word.of(number), Hash.EMPTY_CODE);
        accounts.put(address, after);
        boolean cleared = number < 3 && random.nextInt(3) == 0;
        if (cleared) {
            own.clear();
        }
        Map<Word, SlotEffect> changed = new TreeMap<>();
        int count = number == 1 ? 900 : number % 50 == 2 ? 20 : 0;
        for (int i = 0; i < count; i++) {
            Word slot = Word.of(random.nextInt(SLOTS));
            Word value = Word.of(random.nextInt(3));
            Word old = own.getOrDefault(slot, Word.ZERO);
            if (changed.putIfAbsent(slot, new SlotEffect(slot, old, value)) == null) {
                if (value.isZero()) {
                    own.remove(slot);
                } else {
                    own.put(slot, value);
                }
            }
        }
        return new AccountEffect(address, before, after, cleared, List.copyOf(changed.values()));
    }
}
