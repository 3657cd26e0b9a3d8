package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The before-images of one block's trie nodes in one array: hundreds of thousands of small objects
 * that live for minutes are what a generational collector copies again and again. Immutable; any
 * thread reads.
 *
 * <pre>
 *   images   packed path | encoding, nothing where none was stored     one after the other
 *   starts   where each begins, and the end
 *   owners   one for each run of changes of the same trie
 * </pre>
 */
final class NodeImages {
    private record Key(Hash owner, NodePath path) {}

    private final byte[] images;
    private final int[] starts;
    private final List<Hash> owners = new ArrayList<>();
    private final int[] ownerStarts;

    /** Where each node stands above; made by the first who asks, for few blocks are asked. */
    private volatile @Nullable Map<Key, Integer> index;

    /**
     * @param changes each owner's in a row
     */
    NodeImages(List<NodeChange> changes) {
        int count = changes.size();
        starts = new int[count + 1];
        int[] runs = new int[count];
        for (int i = 0; i < count; i++) {
            NodeChange change = changes.get(i);
            Bytes before = change.before();
            int length = change.path().packedBytes() + (before == null ? 0 : before.size());
            starts[i + 1] = Math.addExact(starts[i], length);
            if (i == 0 || !change.owner().equals(owners.getLast())) {
                runs[owners.size()] = i;
                owners.add(change.owner());
            }
        }
        ownerStarts = Arrays.copyOf(runs, owners.size());
        images = new byte[starts[count]];
        for (int i = 0; i < count; i++) {
            NodeChange change = changes.get(i);
            int at = change.path().write(images, starts[i]);
            Bytes before = change.before();
            if (before != null) {
                before.copyTo(images, at);
            }
        }
    }

    /** The heap that this takes, in bytes. */
    long bytes() {
        return images.length + 4L * starts.length;
    }

    /** The node's place, or -1 where the block did not write it. */
    int find(Hash owner, NodePath path) {
        Map<Key, Integer> places = index;
        if (places == null) {
            places = HashMap.newHashMap(starts.length);
            int run = 0;
            for (int i = 0; i < starts.length - 1; i++) {
                if (run + 1 < ownerStarts.length && ownerStarts[run + 1] == i) {
                    run++;
                }
                places.put(new Key(owners.get(run), NodePath.read(images, starts[i])), i);
            }
            index = places;
        }
        return places.getOrDefault(new Key(owner, path), -1);
    }

    /** The node before the block; null where none was stored. */
    byte @Nullable [] before(int place) {
        int from = starts[place] + NodePath.read(images, starts[place]).packedBytes();
        return from == starts[place + 1]
                ? null
                : Arrays.copyOfRange(images, from, starts[place + 1]);
    }
}
