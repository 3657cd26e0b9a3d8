package io.kaizen.journal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.TrieNodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that reach the map at once and such that reach it later, beside a plain map. */
class NodeStoreTest {
    private static final StoreSizing SIZING = new StoreSizing(100, 100, 10, 60_000);

    private record Key(Hash owner, NodePath path) {}

    @TempDir Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Key, Bytes> model = new HashMap<>();

    @Test
    void findsEveryNodeWhileTriesAreHeldAndLetGoOfAndAfterItIsOpenedAgain() {
        List<Hash> tries = new ArrayList<>(List.of(TrieNodes.ACCOUNTS));
        for (int i = 0; i < 9; i++) {
            tries.add(Hash.keccak(Bytes.wrap(new byte[] {(byte) i})));
        }
        long height = -1;
        for (int opening = 0; opening < 4; opening++) {
            try (MapStateStore store = MapStateStore.open(folder, SIZING)) {
                assertHolds(store);
                for (int block = 0; block < 8; block++) {
                    List<NodeChange> changes = new ArrayList<>();
                    for (Hash owner : tries) {
                        // Few changes, or enough for a trie to be held: more tries than may be.
                        change(owner, random.nextInt(3) == 0 ? 400 : 20, changes);
                    }
                    store.apply(++height, new Effects(List.of(), Map.of()), changes);
                }
                assertHolds(store);
            }
        }
    }

    private void change(Hash owner, int count, List<NodeChange> changes) {
        Map<NodePath, NodeChange> each = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(7);
            long packed =
                    length == 0
                            ? 0
                            : random.nextLong() & (0x3333L << 48) & (-1L << (64 - 4 * length));
            NodePath path = new NodePath(length, packed, 0, 0, 0);
            byte[] encoding = new byte[32 + random.nextInt(500)];
            random.nextBytes(encoding);
            Bytes after = random.nextInt(4) == 0 ? null : Bytes.wrap(encoding);
            each.put(path, new NodeChange(owner, path, model.get(new Key(owner, path)), after));
        }
        each.forEach((path, change) -> {
            changes.add(change);
            model.put(new Key(owner, path), change.after());
        });
    }

    private void assertHolds(StateStore store) {
        model.forEach((key, want) ->
                assertArrayEquals(
                        want == null ? null : want.array(),
                        store.get(key.owner(), key.path()),
                        "seed " + seed + " " + key));
    }
}
