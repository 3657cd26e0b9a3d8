package io.kaizen.journal.history;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The before-images of one block's trie nodes, outside the heap: hundreds of thousands of small
 * objects that live for minutes are what a generational collector copies again and again. Any
 * thread reads. One after the other:
 *
 * <pre>
 *   run     owner 32 | count 4 | count nodes                           of one trie
 *   node    packed path ≤33 | length 4 | encoding      nothing where none was stored
 * </pre>
 */
final class NodeImages {
    private record Key(Hash owner, NodePath path) {}

    private static final int RUN_BYTES = Hash.BYTES + Integer.BYTES;
    private static final int NODE_BYTES_MAX = NodePath.PACKED_BYTES_MAX + Integer.BYTES;

    private final ImageSlabs.Slice slice;

    /** Where each node stands; made by the first who asks, for few blocks are asked. */
    private volatile @Nullable Map<Key, Long> index;

    /**
     * @param changes each owner's in a row
     * @param slice of {@link #length} bytes
     */
    NodeImages(List<NodeChange> changes, ImageSlabs.Slice slice) {
        this.slice = slice;
        byte[] scratch = new byte[RUN_BYTES + NODE_BYTES_MAX];
        long at = 0;
        for (int i = 0; i < changes.size(); i++) {
            NodeChange change = changes.get(i);
            int head = 0;
            if (begins(changes, i)) {
                change.owner().write(scratch, 0);
                BigEndian.putInt(scratch, Hash.BYTES, runLength(changes, i));
                head = RUN_BYTES;
            }
            head = change.path().write(scratch, head);
            Bytes before = change.before();
            int length = before == null ? 0 : before.size();
            BigEndian.putInt(scratch, head, length);
            head += Integer.BYTES;
            MemorySegment.copy(scratch, 0, slice.memory, ValueLayout.JAVA_BYTE, at, head);
            at += head;
            if (before != null) {
                MemorySegment.copy(
                        before.array(), 0, slice.memory, ValueLayout.JAVA_BYTE, at, length);
                at += length;
            }
        }
    }

    /** The bytes that the images of these changes take. */
    static int length(List<NodeChange> changes) {
        long length = 0;
        for (int i = 0; i < changes.size(); i++) {
            NodeChange change = changes.get(i);
            Bytes before = change.before();
            length += begins(changes, i) ? RUN_BYTES : 0;
            length += change.path().packedBytes() + Integer.BYTES;
            length += before == null ? 0 : before.size();
        }
        return Math.toIntExact(length);
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

    /** What the images stand in, to be given back. */
    ImageSlabs.Slice slice() {
        return slice;
    }

    /**
     * The node's place, or -1 where the block did not write it.
     *
     * @throws NodesGoneException where the images have been let go of
     */
    long find(Hash owner, NodePath path) {
        Map<Key, Long> places = index;
        if (places == null) {
            places = places();
            index = places;
        }
        return places.getOrDefault(new Key(owner, path), -1L);
    }

    /**
     * The node before the block; null where none was stored.
     *
     * @throws NodesGoneException where the images have been let go of
     */
    byte @Nullable [] before(long place) {
        int length = readInt(place);
        checkIntact();
        byte[] encoding =
                slice.memory.asSlice(place + Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        checkIntact();
        return length == 0 ? null : encoding;
    }

    private Map<Key, Long> places() {
        Map<Key, Long> places = new HashMap<>();
        byte[] scratch = new byte[NODE_BYTES_MAX];
        for (long at = 0; at < slice.memory.byteSize(); ) {
            read(at, scratch, Hash.BYTES);
            Hash owner = Hash.read(scratch, 0);
            int count = readInt(at + Hash.BYTES);
            checkIntact();
            at += RUN_BYTES;
            for (int i = 0; i < count; i++) {
                read(at, scratch, 1);
                int packed = 1 + (scratch[0] + 1) / 2;
                checkIntact();
                read(at, scratch, packed);
                int length = readInt(at + packed);
                checkIntact();
                at += packed;
                places.put(new Key(owner, NodePath.read(scratch, 0)), at);
                at += Integer.BYTES + length;
            }
        }
        return places;
    }

    private void read(long at, byte[] target, int length) {
        MemorySegment.copy(slice.memory, ValueLayout.JAVA_BYTE, at, target, 0, length);
    }

    private int readInt(long at) {
        byte[] four = new byte[Integer.BYTES];
        read(at, four, Integer.BYTES);
        return BigEndian.getInt(four, 0);
    }

    /** Before anything that was read is used: it may be another block's by now. */
    private void checkIntact() {
        // The volatile read below comes after the plain reads of the memory.
        VarHandle.acquireFence();
        if (!slice.isIntact()) {
            throw new NodesGoneException("the block's trie nodes are not kept any more");
        }
    }
}
