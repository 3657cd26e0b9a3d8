package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateTrieTest {
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Map<Word, Word>> storage = new HashMap<>();

    @Test
    void randomBlocksGiveTheRootsOfTheNaiveTrieAndProofsVerify() {
        long seed = System.nanoTime();
        System.out.println("StateTrieTest seed " + seed);
        for (int universe : new int[] {3, 40, 400}) {
            run(new Random(seed + universe), universe, "seed " + seed + " universe " + universe);
        }
    }

    private void run(Random random, int universe, String context) {
        accounts.clear();
        storage.clear();
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        StateTrie trie = StateTrie.open(nodes);
        assertEquals(Hash.EMPTY_TRIE, trie.root());
        Hash before = trie.root();
        TrieUpdate update = new TrieUpdate(before, List.of());
        for (int block = 0; block < 40; block++) {
            Effects effects = effects(random, universe);
            update = trie.update(effects);
            assertBeforeImages(nodes, update);
            nodes.apply(update);
            Hash want = NaiveTrie.stateRoot(accounts, storage);
            assertEquals(want, update.root(), context + " block " + block);
            assertEquals(want, trie.root());
            if (block % 7 == 0) {
                trie = StateTrie.open(nodes);
                assertEquals(want, StateTrie.rootOf(whole()));
            }
            assertProofs(random, universe, trie, want);
        }
        assertNodesAreExactlyThoseOfAFreshTrie(nodes, context);
    }

    private static void assertBeforeImages(MemoryTrieNodes nodes, TrieUpdate update) {
        for (NodeChange change : update.nodes()) {
            byte[] stored = nodes.get(change.owner(), change.path());
            assertEquals(change.before(), stored == null ? null : Bytes.wrap(stored));
        }
    }

    /** Nothing stale stays behind: a store grown by updates equals one built at once. */
    private void assertNodesAreExactlyThoseOfAFreshTrie(MemoryTrieNodes nodes, String context) {
        List<AccountEffect> all = new ArrayList<>();
        new TreeMap<>(accounts)
                .forEach((address, account) -> {
                    List<SlotEffect> slots = new ArrayList<>();
                    new TreeMap<>(storage.getOrDefault(address, Map.of()))
                            .forEach((slot, value) ->
                                    slots.add(new SlotEffect(slot, Word.ZERO, value)));
                    all.add(new AccountEffect(address, null, account, false, slots));
                });
        MemoryTrieNodes fresh = new MemoryTrieNodes();
        TrieUpdate update = StateTrie.open(fresh).update(new Effects(all, Map.of()));
        fresh.apply(update);
        assertEquals(fresh.size(), nodes.size(), context);
        for (NodeChange change : update.nodes()) {
            byte[] stored = nodes.get(change.owner(), change.path());
            assertNotNull(stored, context);
            assertEquals(change.after(), Bytes.wrap(stored), context);
        }
    }

    private void assertProofs(Random random, int universe, StateTrie trie, Hash root) {
        for (int i = 0; i < 3; i++) {
            Address address = address(random.nextInt(universe + 2));
            List<Word> slots = List.of(slot(random.nextInt(6)), slot(random.nextInt(40)));
            AccountProof proof = trie.prove(address, slots);
            assertNull(ProofVerifier.fault(root, proof));
            assertEquals(accounts.getOrDefault(address, Account.EMPTY), proof.account());
            for (AccountProof.SlotProof slot : proof.slots()) {
                Word want =
                        storage.getOrDefault(address, Map.of())
                                .getOrDefault(slot.slot(), Word.ZERO);
                assertEquals(want, slot.value());
            }
            AccountProof forged =
                    new AccountProof(
                            address,
                            proof.account().withNonce(proof.account().nonce() + 1),
                            proof.storageRoot(),
                            proof.nodes(),
                            proof.slots());
            assertNotNull(ProofVerifier.fault(root, forged));
        }
    }

    private Effects effects(Random random, int universe) {
        TreeMap<Address, AccountEffect> effects = new TreeMap<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Address address = address(random.nextInt(universe));
            if (!effects.containsKey(address)) {
                AccountEffect effect = effect(random, address);
                if (effect != null) {
                    effects.put(address, effect);
                }
            }
        }
        return new Effects(List.copyOf(effects.values()), Map.of());
    }

    private AccountEffect effect(Random random, Address address) {
        Account before = accounts.get(address);
        if (before != null && random.nextInt(4) == 0) {
            accounts.remove(address);
            storage.remove(address);
            return new AccountEffect(address, before, null, true, List.of());
        }
        Account after =
                random.nextInt(5) == 0 && before != null
                        ? before
                        : new Account(
                                random.nextInt(300), Word.of(random.nextLong()), code(random));
        boolean cleared = random.nextInt(12) == 0;
        Map<Word, Word> slots = storage.computeIfAbsent(address, key -> new HashMap<>());
        if (cleared) {
            slots.clear();
        }
        TreeMap<Word, SlotEffect> changes = new TreeMap<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            Word slot = slot(random.nextInt(30));
            Word value = random.nextInt(3) == 0 ? Word.ZERO : Word.of(1 + random.nextInt(500));
            if (changes.containsKey(slot)) {
                continue;
            }
            Word old = slots.getOrDefault(slot, Word.ZERO);
            changes.put(slot, new SlotEffect(slot, old, value));
            if (value.isZero()) {
                slots.remove(slot);
            } else {
                slots.put(slot, value);
            }
        }
        accounts.put(address, after);
        return new AccountEffect(address, before, after, cleared, List.copyOf(changes.values()));
    }

    private Map<Address, StateTrie.AccountState> whole() {
        Map<Address, StateTrie.AccountState> state = new HashMap<>();
        accounts.forEach((address, account) ->
                state.put(
                        address,
                        new StateTrie.AccountState(
                                account, storage.getOrDefault(address, Map.of()))));
        return state;
    }

    private static Hash code(Random random) {
        return random.nextBoolean() ? Hash.EMPTY_CODE : Hash.keccak(new byte[] {1});
    }

    private static Address address(int i) {
        return Address.ofLong(0x1000 + i);
    }

    private static Word slot(int i) {
        return Word.of(i);
    }

    @Test
    void aMissingNodeIsNamedAndNeverTakenForAnEmptyTrie() {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        Effects effects = effects(new Random(1), 300);
        for (int i = 0; i < 20; i++) {
            nodes.apply(StateTrie.open(nodes).update(effects));
            effects = effects(new Random(i), 300);
        }
        TrieNodes holed = (owner, path) -> path.length() == 1 ? null : nodes.get(owner, path);
        Effects next = effects(new Random(99), 300);
        TrieException missing =
                assertThrows(TrieException.class, () -> StateTrie.open(holed).update(next));
        assertTrue(missing.getMessage().startsWith("missing trie node"), missing.getMessage());
    }

    @Test
    void proofsWithWrongMissingOrSurplusNodesAreRefused() {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        StateTrie trie = StateTrie.open(nodes);
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            nodes.apply(trie.update(effects(random, 200)));
        }
        Address address = accounts.keySet().iterator().next();
        byte[] key = Hash.keccak(address.toArray()).toArray();
        List<Bytes> path = trie.prove(address, List.of()).nodes();
        assertInstanceOf(
                ProofVerifier.Verdict.Present.class, ProofVerifier.verify(trie.root(), key, path));
        List<Bytes> cut = path.subList(0, path.size() - 1);
        List<Bytes> surplus = new ArrayList<>(path);
        surplus.add(path.get(0));
        List<Bytes> flipped = new ArrayList<>(path);
        byte[] node = path.get(1).toArray();
        node[node.length / 2] ^= 1;
        flipped.set(1, Bytes.wrap(node));
        for (List<Bytes> bad : List.of(cut, surplus, flipped, List.<Bytes>of())) {
            assertInstanceOf(
                    ProofVerifier.Verdict.Invalid.class,
                    ProofVerifier.verify(trie.root(), key, bad));
        }
    }

    @Test
    void storageIsPresentExactlyWhereASlotIsNotZero() {
        MemoryTrieNodes nodes = new MemoryTrieNodes();
        StateTrie trie = StateTrie.open(nodes);
        Address address = Address.ofLong(5);
        Account account = new Account(1, Word.ONE, Hash.EMPTY_CODE);
        nodes.apply(trie.update(one(address, null, account, Word.ZERO, Word.ONE)));
        assertTrue(StateTrie.hasStorage(nodes, address));
        nodes.apply(trie.update(one(address, account, account, Word.ONE, Word.ZERO)));
        assertFalse(StateTrie.hasStorage(nodes, address));
        nodes.apply(
                trie.update(
                        new Effects(
                                List.of(new AccountEffect(address, account, null, true, List.of())),
                                Map.of())));
        assertEquals(Hash.EMPTY_TRIE, trie.root());
        assertEquals(0, nodes.size());
    }

    private static Effects one(
            Address address, Account before, Account after, Word oldValue, Word newValue) {
        return new Effects(
                List.of(
                        new AccountEffect(
                                address,
                                before,
                                after,
                                false,
                                List.of(new SlotEffect(Word.ZERO, oldValue, newValue)))),
                Map.of());
    }
}
