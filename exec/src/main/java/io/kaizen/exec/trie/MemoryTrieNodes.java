package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Trie nodes on the heap: the twin of the store's map, bounded by the state it holds. */
public final class MemoryTrieNodes implements TrieNodes {
    private record Key(Hash owner, NodePath path) {}

    private final Map<Key, Bytes> nodes = new ConcurrentHashMap<>();

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        Bytes node = nodes.get(new Key(owner, path));
        return node == null ? null : node.array();
    }

    public void apply(TrieUpdate update) {
        for (NodeChange change : update.nodes()) {
            Key key = new Key(change.owner(), change.path());
            Bytes after = change.after();
            if (after == null) {
                nodes.remove(key);
            } else {
                nodes.put(key, after);
            }
        }
    }

    public void clear() {
        nodes.clear();
    }

    public int size() {
        return nodes.size();
    }
}
