package io.kaizen.journal.history;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The before-images of one block's trie nodes in a part of one large array: hundreds of thousands
 * of small objects that live for minutes are what a generational collector copies again and again.
 * Immutable; any thread reads. One after the other:
 *
 * <pre>
 *   run     owner 32 | count 4 | count nodes                           of one trie
 *   node    packed path ≤33 | length 4 | encoding      nothing where none was stored
 * </pre>
 */
final class NodeImages {
    private record Key(Hash owner, NodePath path) {}

    private final ImageSlabs.Slice slice;

    /** Where each node stands; made by the first who asks, for few blocks are asked. */
    private volatile @Nullable Map<Key, Integer> index;

    /**
     * @param changes each owner's in a row
     */
    NodeImages(List<NodeChange> changes, ImageSlabs slabs) {
        int count = changes.size();
        long length = 0;
        for (int i = 0; i < count; i++) {
            NodeChange change = changes.get(i);
            length += begins(changes, i) ? Hash.BYTES + Integer.BYTES : 0;
            length += change.path().packedBytes() + Integer.BYTES + size(change.before());
        }
        slice = slabs.take(Math.toIntExact(length));
        byte[] target = slice.slab;
        int at = slice.from;
        for (int i = 0; i < count; i++) {
            NodeChange change = changes.get(i);
            if (begins(changes, i)) {
                change.owner().write(target, at);
                BigEndian.putInt(target, at + Hash.BYTES, runLength(changes, i));
                at += Hash.BYTES + Integer.BYTES;
            }
            at = change.path().write(target, at);
            Bytes before = change.before();
            BigEndian.putInt(target, at, size(before));
            at += Integer.BYTES;
            if (before != null) {
                before.copyTo(target, at);
                at += before.size();
            }
        }
    }

    private static boolean begins(List<NodeChange> changes, int i) {
        return i == 0 || !changes.get(i).owner().equals(changes.get(i - 1).owner());
    }

    private static int runLength(List<NodeChange> changes, int first) {
        int end = first + 1;
        while (end < changes.size() && !begins(changes, end)) {
            end++;
        }
        return end - first;
    }

    private static int size(@Nullable Bytes encoding) {
        return encoding == null ? 0 : encoding.size();
    }

    /** The heap that this takes, in bytes. */
    long bytes() {
        return slice.length;
    }

    /** The node's place, or -1 where the block did not write it. */
    int find(Hash owner, NodePath path) {
        Map<Key, Integer> places = index;
        if (places == null) {
            places = places();
            index = places;
        }
        return places.getOrDefault(new Key(owner, path), -1);
    }

    /** The node before the block; null where none was stored. */
    byte @Nullable [] before(int place) {
        byte[] source = slice.slab;
        int length = BigEndian.getInt(source, place);
        int from = place + Integer.BYTES;
        return length == 0 ? null : Arrays.copyOfRange(source, from, from + length);
    }

    private Map<Key, Integer> places() {
        Map<Key, Integer> places = new HashMap<>();
        byte[] source = slice.slab;
        int end = slice.from + slice.length;
        for (int at = slice.from; at < end; ) {
            Hash owner = Hash.read(source, at);
            int count = BigEndian.getInt(source, at + Hash.BYTES);
            at += Hash.BYTES + Integer.BYTES;
            for (int i = 0; i < count; i++) {
                NodePath path = NodePath.read(source, at);
                at += path.packedBytes();
                places.put(new Key(owner, path), at);
                at += Integer.BYTES + BigEndian.getInt(source, at);
            }
        }
        return places;
    }
}
