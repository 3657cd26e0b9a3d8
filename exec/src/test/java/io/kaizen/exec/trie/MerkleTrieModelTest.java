package io.kaizen.exec.trie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Batches of changes to one trie, against the map that they make. */
class MerkleTrieModelTest {
    private static final int UPDATES = 60;
    private static final Hash OWNER = Hash.keccak(new byte[] {9});

    /** Keys whose tries have every shape: values in branches, embedded nodes, long extensions. */
    private enum Keys {
        SHORT,
        DENSE,
        HASHES,
        /** Alike but for two nibbles: extensions of up to 61. */
        NEIGHBOURS;

        byte[] draw(Random random) {
            return switch (this) {
                case SHORT -> key(random, 1 + random.nextInt(3), 0x33);
                case DENSE -> key(random, 2, 0xff);
                case HASHES -> Hash.keccak(key(random, 2, 0xff)).toArray();
                case NEIGHBOURS -> {
                    byte[] key = new byte[32];
                    Arrays.fill(key, (byte) (random.nextInt(3) * 0x11));
                    key[random.nextInt(4) * 10 + 1] ^= (byte) random.nextInt(256);
                    yield key;
                }
            };
        }

        private static byte[] key(Random random, int length, int mask) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            for (int i = 0; i < length; i++) {
                key[i] &= (byte) mask;
            }
            return key;
        }
    }

    private final Map<Bytes, Bytes> model = new HashMap<>();
    private MemoryTrieNodes nodes = new MemoryTrieNodes();

    @Test
    void everyBatchLeadsToTheRootAndTheNodesOfItsEntries() {
        long seed = System.nanoTime();
        for (Keys keys : Keys.values()) {
            for (int kept = MerkleTrie.KEEP_NOTHING; kept <= 3; kept++) {
                String context = "seed %d keys %s kept %d".formatted(seed, keys, kept);
                run(new Random(seed + kept), keys, kept, context);
            }
        }
    }

    private void run(Random random, Keys keys, int kept, String context) {
        model.clear();
        nodes = new MemoryTrieNodes();
        MerkleTrie trie = MerkleTrie.open(nodes, OWNER, kept);
        for (int i = 0; i < UPDATES; i++) {
            String at = context + " update " + i;
            boolean replaces = random.nextInt(12) == 0;
            if (replaces) {
                model.clear();
            }
            Change[] changes = changes(random, keys, 1 << random.nextInt(6));
            MerkleTrie.Pending pending =
                    replaces
                            ? trie.replace(changes, TrieWorkers.CALLER)
                            : trie.update(changes, TrieWorkers.CALLER);
            assertEquals(NaiveTrie.root(model), pending.root(), at);
            assertBeforeImages(pending.changes(), at);
            nodes.apply(new TrieUpdate(pending.root(), pending.changes()));
            trie.take(pending);
            assertEquals(pending.root(), trie.root(), at);
            assertEquals(trie.keptBytesWalked(), trie.keptBytes(), at);
            assertTrue(kept >= 0 || trie.keptBytes() == 0, at);
            assertValues(trie, changes, at);
            if (random.nextInt(10) == 0) {
                trie = MerkleTrie.open(nodes, OWNER, kept);
                assertEquals(pending.root(), trie.root(), at);
            }
        }
        assertNodesAreThoseOfAFreshTrie(context);
    }

    /** Sorted changes of keys that are there and of keys that are not; the model follows. */
    private Change[] changes(Random random, Keys keys, int count) {
        Map<Bytes, Change> changes = new HashMap<>();
        List<Bytes> present = new ArrayList<>(model.keySet());
        int removals = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            boolean known = !present.isEmpty() && random.nextBoolean();
            Bytes key =
                    known
                            ? present.get(random.nextInt(present.size()))
                            : Bytes.wrap(keys.draw(random));
            byte[] nibbles = Nibbles.of(key.array());
            if (random.nextInt(3) < removals) {
                changes.put(key, Change.remove(nibbles));
                model.remove(key);
            } else {
                // From one byte, which is embedded, to more than two permutations.
                byte[] value = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 200)];
                random.nextBytes(value);
                changes.put(key, Change.put(nibbles, value));
                model.put(key, Bytes.wrap(value));
            }
        }
        Change[] sorted = changes.values().toArray(Change[]::new);
        Arrays.sort(sorted, Change.BY_KEY);
        return sorted;
    }

    private void assertBeforeImages(List<NodeChange> changes, String context) {
        Set<NodePath> paths = new HashSet<>();
        for (NodeChange change : changes) {
            byte[] stored = nodes.get(OWNER, change.path());
            assertEquals(change.before(), stored == null ? null : Bytes.wrap(stored), context);
            assertNotEquals(change.before(), change.after(), context);
            assertTrue(paths.add(change.path()), context);
        }
    }

    private void assertValues(MerkleTrie trie, Change[] changes, String context) {
        for (Change change : changes) {
            Bytes key = Bytes.wrap(packed(change.key));
            byte[] value = trie.get(key.array());
            assertEquals(model.get(key), value == null ? null : Bytes.wrap(value), context);
        }
        assertNull(trie.get(new byte[31]), context);
    }

    private static byte[] packed(byte[] nibbles) {
        byte[] packed = new byte[nibbles.length / 2];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
        }
        return packed;
    }

    private void assertNodesAreThoseOfAFreshTrie(String context) {
        Change[] all =
                model.entrySet().stream()
                        .map(e -> Change.put(Nibbles.of(e.getKey().array()), e.getValue().array()))
                        .sorted(Change.BY_KEY)
                        .toArray(Change[]::new);
        MerkleTrie fresh = MerkleTrie.open(TrieNodes.NONE, OWNER, MerkleTrie.KEEP_NOTHING);
        List<NodeChange> written = fresh.update(all, TrieWorkers.CALLER).changes();
        assertEquals(written.size(), nodes.size(), context);
        for (NodeChange change : written) {
            byte[] stored = nodes.get(OWNER, change.path());
            assertEquals(change.after(), stored == null ? null : Bytes.wrap(stored), context);
        }
    }

    @Test
    void anyNumberOfThreadsListsTheSameChangesInTheSameOrder() {
        long seed = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(7)) {
            for (Keys keys : Keys.values()) {
                sharedRun(new Random(seed), keys, pool, "seed " + seed + " keys " + keys);
            }
        }
    }

    private void sharedRun(Random random, Keys keys, ExecutorService pool, String context) {
        model.clear();
        nodes = new MemoryTrieNodes();
        MerkleTrie[] tries = new MerkleTrie[8];
        Arrays.setAll(tries, i -> MerkleTrie.open(nodes, OWNER, 2));
        for (int i = 0; i < 8; i++) {
            String at = context + " update " + i;
            Change[] changes = changes(random, keys, 600);
            boolean replaces = i == 5;
            if (replaces) {
                model.clear();
                changes = changes(random, keys, 600);
            }
            MerkleTrie.Pending alone = pending(tries[0], changes, TrieWorkers.CALLER, replaces);
            tries[0].take(alone);
            assertEquals(NaiveTrie.root(model), alone.root(), at);
            for (int threads = 2; threads <= tries.length; threads++) {
                MerkleTrie trie = tries[threads - 1];
                TrieWorkers workers = new TrieWorkers(pool, threads);
                MerkleTrie.Pending shared = pending(trie, changes, workers, replaces);
                assertEquals(alone.changes(), shared.changes(), at + " threads " + threads);
                assertEquals(alone.root(), shared.root(), at + " threads " + threads);
                trie.take(shared);
                assertEquals(tries[0].keptBytes(), trie.keptBytes(), at);
                assertEquals(trie.keptBytesWalked(), trie.keptBytes(), at);
            }
            nodes.apply(new TrieUpdate(alone.root(), alone.changes()));
        }
    }

    private static MerkleTrie.Pending pending(
            MerkleTrie trie, Change[] changes, TrieWorkers workers, boolean replaces) {
        return replaces ? trie.replace(changes, workers) : trie.update(changes, workers);
    }
}
