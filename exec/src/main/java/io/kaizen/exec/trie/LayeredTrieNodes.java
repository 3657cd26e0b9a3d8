package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes over nodes that stay as they are. One thread applies, when no other reads; bounded by the
 * updates applied.
 */
public final class LayeredTrieNodes implements TrieNodes {
    private record Key(Hash owner, NodePath path) {}

    private final TrieNodes base;
    // Empty where a node of the base was deleted.
    private final Map<Key, Optional<Bytes>> changed = new HashMap<>();

    public LayeredTrieNodes(TrieNodes base) {
        this.base = base;
    }

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        Optional<Bytes> node = changed.get(new Key(owner, path));
        if (node == null) {
            return base.get(owner, path);
        }
        return node.isPresent() ? node.get().array() : null;
    }

    /** These changes over those below, on the nodes below those; neither of the two changes. */
    public LayeredTrieNodes over(LayeredTrieNodes below) {
        LayeredTrieNodes both = new LayeredTrieNodes(below.base);
        both.changed.putAll(below.changed);
        both.changed.putAll(changed);
        return both;
    }

    public void apply(TrieUpdate update) {
        for (NodeChange change : update.nodes()) {
            changed.put(
                    new Key(change.owner(), change.path()), Optional.ofNullable(change.after()));
        }
    }
}
