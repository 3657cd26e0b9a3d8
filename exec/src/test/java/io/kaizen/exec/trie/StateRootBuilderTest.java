package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.StateTrie.AccountState;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Roots of sorted leaves against the trie that is updated, and the specification's own. */
class StateRootBuilderTest {
    @Test
    void rootsAgreeWithTheStateTrie() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int accounts : new int[] {0, 1, 2, 3, 17, 63, 64, 65, 300, 1_000}) {
            for (int slotsMax : new int[] {0, 1, 3, 200}) {
                Map<Address, AccountState> state = state(random, accounts, slotsMax);
                assertEquals(
                        StateTrie.rootOf(state),
                        streamed(state),
                        "seed %d, %d accounts, up to %d slots".formatted(seed, accounts, slotsMax));
            }
        }
    }

    /** A large contract between small accounts: its hashes and theirs wait side by side. */
    @Test
    void aLargeStorageAmongSmallOnes() {
        Random random = new Random(20_260_111);
        Map<Address, AccountState> state = state(random, 40, 2);
        Map<Word, Word> storage = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            storage.put(Word.of(i), Word.of(1 + random.nextInt(100)));
        }
        state.put(Address.ofLong(7), new AccountState(Account.EMPTY, storage));
        assertEquals(StateTrie.rootOf(state), streamed(state));
    }

    /**
     * Keys that are alike for long make extensions, and leaves and branches so short that they
     * stand in their parents.
     */
    @Test
    void longPrefixesAndShortNodes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            TreeMap<Hash, Bytes> entries = new TreeMap<>();
            int count = 1 + random.nextInt(60);
            byte[] key = new byte[Hash.BYTES];
            random.nextBytes(key);
            int valueMax = random.nextBoolean() ? 1 : 80;
            for (int i = 0; i < count; i++) {
                for (int changed = random.nextInt(3); changed >= 0; changed--) {
                    int at = random.nextBoolean() ? 31 : random.nextInt(Hash.BYTES);
                    key[at] = (byte) (key[at] ^ 1 << random.nextInt(8));
                }
                byte[] value = new byte[1 + random.nextInt(valueMax)];
                random.nextBytes(value);
                entries.put(Hash.of(key), Bytes.wrap(value));
            }
            Map<Bytes, Bytes> naive = new HashMap<>();
            entries.forEach((hash, value) -> naive.put(hash.bytes(), value));
            assertEquals(
                    NaiveTrie.root(naive),
                    trieRoot(entries),
                    "seed %d, round %d".formatted(seed, round));
        }
    }

    @Test
    void keysThatDoNotAscendAreRefused() {
        StateRootBuilder builder = new StateRootBuilder();
        Hash low = Hash.fromWord(Word.ONE);
        Hash high = Hash.fromWord(Word.of(2));
        assertThrows(IllegalArgumentException.class, () -> builder.slot(low, Word.ONE));
        builder.account(high, Account.EMPTY);
        builder.slot(high, Word.ONE);
        assertThrows(IllegalArgumentException.class, () -> builder.slot(high, Word.ONE));
        assertThrows(IllegalArgumentException.class, () -> builder.account(low, Account.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> builder.slot(high, Word.ZERO));
    }

    private static Map<Address, AccountState> state(Random random, int accounts, int slotsMax) {
        Map<Address, AccountState> state = new HashMap<>();
        for (int i = 0; i < accounts; i++) {
            Map<Word, Word> storage = new HashMap<>();
            for (int slot = random.nextInt(slotsMax + 1); slot > 0; slot--) {
                // Zero counts as absent.
                storage.put(Word.of(random.nextInt(500)), Word.of(random.nextInt(1 << 20)));
            }
            Account account =
                    new Account(
                            random.nextInt(),
                            Word.of(random.nextLong() >>> 1),
                            random.nextBoolean()
                                    ? Hash.EMPTY_CODE
                                    : Hash.fromWord(Word.of(random.nextInt(9))));
            state.put(Address.ofLong(random.nextInt()), new AccountState(account, storage));
        }
        return state;
    }

    private static Hash streamed(Map<Address, AccountState> state) {
        TreeMap<Hash, AccountState> sorted = new TreeMap<>();
        state.forEach((address, account) -> sorted.put(StateTrie.owner(address), account));
        StateRootBuilder builder = new StateRootBuilder();
        sorted.forEach((owner, account) -> {
            builder.account(owner, account.account());
            TreeMap<Hash, Word> slots = new TreeMap<>();
            account.storage()
                    .forEach((slot, value) -> slots.put(Hash.of(StateTrie.slotKey(slot)), value));
            slots.forEach((key, value) -> {
                if (!value.isZero()) {
                    builder.slot(key, value);
                }
            });
        });
        return builder.root();
    }

    private static Hash trieRoot(SortedMap<Hash, Bytes> entries) {
        NodeHasher hasher = new NodeHasher();
        SortedTrie trie = new SortedTrie(hasher);
        entries.forEach((key, value) ->
                trie.put(new StateRootBuilder.SlotNode(hasher, key, value.array())));
        byte[] root = new byte[NodeBytes.REFERENCE_BYTES];
        trie.finish((place, source, at, length) -> System.arraycopy(source, at, root, 0, length));
        hasher.finish();
        return Hash.read(root, 1);
    }
}
