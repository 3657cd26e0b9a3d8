package io.kaizen.journal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.ProofBuilder;
import io.kaizen.exec.trie.ProofVerifier;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.journal.Blocks;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.store.MemoryStateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Readers at any released version against a model, while blocks are executed and applied. */
class StateHistoryTest {
    private static final int BLOCKS = 400;
    private static final int TRANSACTIONS = 6;
    private static final int WINDOW = 5;
    private static final int READERS = 3;

    /** Where the parent hash would go: written at the end of each block. */
    private static final Address LATE = Blocks.address(100);

    /** Effects and the state that they lead to, by position; position 0 is genesis. */
    private final List<Effects> effects = new ArrayList<>();

    private final List<Snapshot> model = new ArrayList<>();

    private record Snapshot(Map<Address, Account> accounts, Map<Address, Map<Word, Word>> slots) {
        static Snapshot of(Blocks blocks) {
            Map<Address, Map<Word, Word>> slots = new HashMap<>();
            blocks.slots.forEach((address, own) -> slots.put(address, Map.copyOf(own)));
            return new Snapshot(Map.copyOf(blocks.accounts), slots);
        }
    }

    private MemoryStateStore store;
    private StateHistory history;
    private NodeHistory nodes;
    private StateTrie trie;
    private final Hash[] roots = new Hash[BLOCKS + 1];
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    @Test
    void anAccountHasNoStorageAtAVersionBeforeItBecameAContract() {
        MemoryStateStore settled = new MemoryStateStore();
        Address contract = Blocks.address(7);
        Account funded = new Account(0, Word.ONE, Hash.EMPTY_CODE);
        Account created = new Account(1, Word.ONE, Hash.keccak(new byte[] {1}));
        apply(settled, 0, new AccountEffect(contract, null, funded, false, List.of()));
        StateHistory versions = new StateHistory(settled, WINDOW);
        SlotEffect slot = new SlotEffect(Word.ONE, Word.ZERO, Word.ONE);
        AccountEffect creation = new AccountEffect(contract, funded, created, false, List.of(slot));
        versions.open(1).commit(1, new Effects(List.of(creation), Map.of()));
        apply(settled, 1, creation);
        StateView before = versions.at(0);
        StateView after = versions.at(1);
        assertNotNull(before);
        assertNotNull(after);
        assertFalse(before.hasStorage(contract));
        assertTrue(after.hasStorage(contract));
        assertFalse(after.hasStorage(Blocks.address(8)));
    }

    private static void apply(MemoryStateStore store, long number, AccountEffect effect) {
        Effects changes = new Effects(List.of(effect), Map.of());
        store.apply(number, changes, StateTrie.open(store).update(changes).nodes());
    }

    @Test
    void readersAtAnyVersionAgreeWithTheModelWhileBlocksMoveOn() throws Exception {
        long seed = System.nanoTime();
        System.out.println("StateHistoryTest seed " + seed);
        prepare(seed);
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
        try {
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(() -> execute(new Random(seed + 1))));
            running.add(threads.submit(() -> seal(new Random(seed + 2))));
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed + 3 + i);
                running.add(threads.submit(() -> read(random, seed)));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(BLOCKS, store.height());
        assertNull(history.at(BLOCKS - WINDOW - 1));
        assertNotNull(history.at(BLOCKS - WINDOW));
    }

    private void prepare(long seed) {
        Blocks blocks = new Blocks(seed);
        Genesis genesis = blocks.genesis();
        store = new MemoryStateStore();
        trie = StateTrie.open(store);
        TrieUpdate update = trie.update(genesis.effects());
        roots[0] = update.root();
        store.apply(0, genesis.effects(), update.nodes());
        history = new StateHistory(store, WINDOW);
        nodes = new NodeHistory(store, store, WINDOW);
        effects.add(Effects.NONE);
        model.add(Snapshot.of(blocks));
        for (int i = 0; i < BLOCKS * TRANSACTIONS; i++) {
            effects.add(blocks.transaction());
            model.add(Snapshot.of(blocks));
        }
    }

    private void execute(Random random) {
        long position = 0;
        for (long number = 1; number <= BLOCKS; number++) {
            // The rings' bound: so far ahead of the sealer and no further.
            while (store.height() < number - 4) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000);
            }
            BlockLayer layer = history.open(number);
            for (int i = 0; i < TRANSACTIONS; i++) {
                position++;
                layer.commit(position, effects.get((int) position));
                released.set(position);
                pause(random);
            }
            closed.set(number);
        }
    }

    private void seal(Random random) {
        for (long number = 1; number <= BLOCKS; number++) {
            while (closed.get() < number) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000);
            }
            pause(random);
            BlockLayer layer = history.layer(number);
            layer.amend(late(number));
            Effects block = layer.effects();
            TrieUpdate update = trie.update(block);
            roots[(int) number] = update.root();
            nodes.keep(number, update.nodes());
            pause(random);
            store.apply(number, block, update.nodes());
            nodes.settled();
            history.trim();
        }
    }

    private static Effects late(long number) {
        Account account = new Account(1, Word.ZERO, Hash.EMPTY_CODE);
        return new Effects(
                List.of(
                        new AccountEffect(
                                LATE,
                                number == 1 ? null : account,
                                account,
                                false,
                                List.of(
                                        new SlotEffect(
                                                Word.ZERO, Word.of(number - 1), Word.of(number))))),
                Map.of());
    }

    private record Held(StateView view, int position) {}

    private void check(Held held, Random random, long seed) {
        Snapshot want = model.get(held.position());
        String place = "seed " + seed + " position " + held.position();
        for (int i = 0; i < 20; i++) {
            Address address = Blocks.anyAddress(random);
            Word slot = Blocks.anySlot(random);
            assertEquals(want.accounts().get(address), held.view().account(address), place);
            Word value = want.slots().getOrDefault(address, Map.of()).getOrDefault(slot, Word.ZERO);
            assertEquals(value, held.view().storage(address, slot), place);
        }
    }

    private void read(Random random, long seed) {
        long reads = 0;
        ArrayDeque<Held> held = new ArrayDeque<>();
        while (store.height() < BLOCKS) {
            long top = released.get();
            long position = Math.max(1, top - random.nextInt(WINDOW * TRANSACTIONS));
            if (position > top) {
                continue;
            }
            long number = (position - 1) / TRANSACTIONS + 1;
            StateView view = history.at(number, position);
            if (view == null) {
                continue;
            }
            held.addLast(new Held(view, (int) position));
            if (held.size() > WINDOW * TRANSACTIONS) {
                held.removeFirst();
            }
            // The newest, and one that was taken before its block and its neighbours were packed.
            check(held.getLast(), random, seed);
            check(held.getFirst(), random, seed);
            reads++;
            readSealed(random);
        }
        assertTrue(reads > 0, "no reads");
    }

    private void readSealed(Random random) {
        long height = store.height();
        long number = Math.max(0, height - random.nextInt(WINDOW));
        StateView view = history.at(number);
        if (view != null) {
            assertEquals(Word.of(number), view.storage(LATE, Word.ZERO));
        }
        TrieNodes at = nodes.at(number);
        if (at != null) {
            Hash root = roots[(int) number];
            Address address = Blocks.anyAddress(random);
            assertNull(
                    ProofVerifier.fault(
                            root,
                            ProofBuilder.prove(
                                    at, root, address, List.of(Blocks.anySlot(random)))));
        }
    }

    private static void pause(Random random) {
        if (random.nextInt(4) == 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000);
        }
    }

    @Test
    void theWindowOfNodesIsShorterWhereTheyWouldTakeTooMuchMemory() {
        MemoryStateStore settled = new MemoryStateStore();
        settled.apply(0, Effects.NONE, List.of());
        Hash owner = Hash.keccak(new byte[] {3});
        // Two blocks fit, of one node with 1,000 bytes each.
        NodeHistory kept = new NodeHistory(settled, settled, 100, new ImageSlabs(2_400, 1_200));
        TrieNodes held = null;
        for (int number = 1; number <= 20; number++) {
            NodeChange change =
                    new NodeChange(owner, NodePath.ROOT, node(number - 1), node(number));
            kept.keep(number, List.of(change));
            settled.apply(number, Effects.NONE, List.of(change));
            kept.settled();
            held = number == 5 ? kept.at(5) : held;
        }
        assertNull(kept.at(17));
        TrieNodes late = held;
        assertNotNull(late);
        assertThrows(NodesGoneException.class, () -> late.get(owner, NodePath.ROOT));
        for (int number : new int[] {18, 19, 20}) {
            TrieNodes at = kept.at(number);
            assertNotNull(at);
            byte[] node = at.get(owner, NodePath.ROOT);
            assertNotNull(node);
            assertEquals(node(number), Bytes.wrap(node));
        }
    }

    @Test
    void anAppliedBlockThatIsFollowedByAnotherKeepsItsEndAndWhatWasBeforeIt() {
        prepare(11);
        for (int number = 1; number <= 3; number++) {
            BlockLayer layer = history.open(number);
            for (int i = 1; i <= TRANSACTIONS; i++) {
                int position = (number - 1) * TRANSACTIONS + i;
                layer.commit(position, effects.get(position));
            }
        }
        for (int number = 1; number <= 3; number++) {
            Effects block = history.layer(number).effects();
            store.apply(number, block, trie.update(block).nodes());
            history.trim();
        }
        assertTrue(history.layer(2).isPacked());
        assertFalse(history.layer(3).isPacked(), "no block follows it");
        assertNull(history.at(2, 2 * TRANSACTIONS - 1));
        assertNotNull(history.at(3, 3 * TRANSACTIONS - 1));
        assertThrows(IllegalStateException.class, () -> history.layer(2).amend(Effects.NONE));
        Random random = new Random(11);
        for (int number = 0; number <= 3; number++) {
            int last = number * TRANSACTIONS;
            check(new Held(history.at(number), last), random, 11);
            check(new Held(history.at(number, last), last), random, 11);
        }
    }

    private static Bytes node(int number) {
        byte[] node = new byte[1_000];
        node[0] = (byte) number;
        return number == 0 ? null : Bytes.wrap(node);
    }

    @Test
    void aPositionInsideABlockSeesNothingLaterEvenOnceTheBlockIsApplied() {
        prepare(7);
        BlockLayer layer = history.open(1);
        for (int position = 1; position <= TRANSACTIONS; position++) {
            layer.commit(position, effects.get(position));
        }
        StateView middle = history.at(1, 3);
        StateView before = history.at(0);
        Effects block = layer.effects();
        TrieUpdate update = trie.update(block);
        nodes.keep(1, update.nodes());
        store.apply(1, block, update.nodes());
        for (int i = 0; i < 13; i++) {
            Address address = Blocks.address(i);
            assertEquals(model.get(3).accounts().get(address), middle.account(address));
            assertEquals(model.get(0).accounts().get(address), before.account(address));
        }
        assertFalse(block.isEmpty());
    }
}
