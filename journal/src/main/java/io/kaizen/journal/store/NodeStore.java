package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieWorkers;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Trie nodes in a map, and before it the upper levels of the tries that change with every block:
 * the account trie always, storage tries while blocks change many of their nodes. A node of those
 * levels is written to the map when its trie is let go of, at the latest by {@link #drain()}: where
 * a store was not closed its nodes are made again, so nothing depends on it earlier.
 *
 * <p>One thread applies, with those it is lent; any thread reads.
 */
final class NodeStore implements TrieNodes {
    /** Changed nodes of one storage trie in one block that make it worth to be held. */
    private static final int HELD_CHANGES_MIN = 128;

    /**
     * Storage tries held at once; each takes 280 KB and, where the trie itself does not have them
     * in memory, the nodes: at most 37 MB.
     */
    private static final int HELD_STORAGES_MAX = 4;

    private final GrowingMap map;
    private final UpperLevels accounts = new UpperLevels();
    private final Map<Hash, UpperLevels> storages = new ConcurrentHashMap<>();

    /** The same, those last worth holding at the end; the applying thread's. */
    private final LinkedHashMap<Hash, UpperLevels> byAge = new LinkedHashMap<>();

    NodeStore(GrowingMap map) {
        this.map = map;
    }

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        UpperLevels upper = upper(owner, path);
        return upper != null && upper.has(path) ? upper.get(path) : map.get(key(owner, path));
    }

    /**
     * Writes a block's nodes.
     *
     * @param changes each owner's in a row
     * @param run nodes that one thread writes in a row
     */
    void apply(List<NodeChange> changes, TrieWorkers workers, int run) {
        map.growIfFull();
        hold(changes);
        workers.forEach(changes.size(), run, i -> write(changes.get(i)));
    }

    /** Removes all nodes. Nobody reads meanwhile. */
    void clear() throws IOException {
        map.clear();
        accounts.clear();
        storages.clear();
        byAge.clear();
    }

    /** Writes everything to the map: it can be closed then. */
    void drain() {
        drain(ACCOUNTS, accounts);
        byAge.forEach(this::drain);
    }

    private @Nullable UpperLevels upper(Hash owner, NodePath path) {
        if (!UpperLevels.holds(path)) {
            return null;
        }
        return owner.equals(ACCOUNTS) ? accounts : storages.get(owner);
    }

    private void write(NodeChange change) {
        Bytes after = change.after();
        byte[] encoding = after == null ? null : after.array();
        UpperLevels upper = upper(change.owner(), change.path());
        if (upper != null) {
            upper.put(change.path(), encoding);
        } else if (encoding != null && change.before() == null) {
            map.add(key(change.owner(), change.path()), encoding);
        } else {
            write(change.owner(), change.path(), encoding);
        }
    }

    private void write(Hash owner, NodePath path, byte @Nullable [] encoding) {
        byte[] key = key(owner, path);
        if (encoding == null) {
            map.remove(key);
        } else {
            map.put(key, encoding);
        }
    }

    /** Holds the storage tries of which the block changes much, and lets go of older ones. */
    private void hold(List<NodeChange> changes) {
        int count = changes.size();
        for (int from = 0; from < count; ) {
            Hash owner = changes.get(from).owner();
            int end = from + 1;
            while (end < count && changes.get(end).owner().equals(owner)) {
                end++;
            }
            if (end - from >= HELD_CHANGES_MIN && !owner.equals(ACCOUNTS)) {
                UpperLevels held = byAge.remove(owner);
                held = held == null ? new UpperLevels() : held;
                byAge.put(owner, held);
                storages.put(owner, held);
            }
            from = end;
        }
        Iterator<Map.Entry<Hash, UpperLevels>> eldest = byAge.entrySet().iterator();
        while (byAge.size() > HELD_STORAGES_MAX) {
            Map.Entry<Hash, UpperLevels> gone = eldest.next();
            // Into the map first: a reader finds each node here or there.
            drain(gone.getKey(), gone.getValue());
            storages.remove(gone.getKey());
            eldest.remove();
        }
    }

    private void drain(Hash owner, UpperLevels levels) {
        levels.drain((path, encoding) -> write(owner, path, encoding));
    }

    private static byte[] key(Hash owner, NodePath path) {
        byte[] key = new byte[Hash.BYTES + path.packedBytes()];
        owner.write(key, 0);
        path.write(key, Hash.BYTES);
        return key;
    }
}
