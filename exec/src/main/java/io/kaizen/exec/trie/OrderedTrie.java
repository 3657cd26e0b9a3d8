package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.EncodedList;
import io.kaizen.exec.ledger.Hash;
import java.util.Arrays;
import java.util.List;

/**
 * Roots of lists: transactions, receipts and withdrawals, keyed by the RLP of their index. The
 * shape follows from the number of items alone, so the nodes are written straight into what is
 * hashed: all leaves, then the branches level by level from the deepest.
 *
 * <p>A node is known by the first of the items below it, in the order of keys. One thread, one use.
 */
public final class OrderedTrie {
    /** The index 0 is the empty string, 0x80: its key comes behind those of 1 to 127. */
    private static final int SINGLE_BYTE_KEYS = 128;

    /** The nibbles of the longest key: a prefix and four bytes. */
    private static final int KEY_NIBBLES_MAX = 10;

    /** A hash as an item of a list. */
    private static final int REFERENCE_BYTES = 1 + Hash.BYTES;

    private static final int BRANCH_BYTES_MAX = 3 + Branch.CHILDREN * REFERENCE_BYTES + 1;
    private static final int HEADER_BYTES_MAX = 5;
    private static final int EMPTY = 0x80;

    /** The branches whose children part at the same nibble. */
    private static final class Level {
        /** Three each: the first item, the one behind the last, and the depth it hangs at. */
        private int[] branches = new int[48];

        private int count;

        void add(int lo, int hi, int depth) {
            if (3 * count == branches.length) {
                branches = Arrays.copyOf(branches, 2 * branches.length);
            }
            branches[3 * count] = lo;
            branches[3 * count + 1] = hi;
            branches[3 * count++ + 2] = depth;
        }

        int lo(int i) {
            return branches[3 * i];
        }

        int hi(int i) {
            return branches[3 * i + 1];
        }

        int depth(int i) {
            return branches[3 * i + 2];
        }
    }

    private final EncodedList items;
    private final int count;
    private final HashQueue queue = HashQueue.scratch();
    private final Level[] levels = new Level[KEY_NIBBLES_MAX];

    /** By item: the depth of its leaf; then, of the node that it is the first of, what follows. */
    private final byte[] leafDepths;

    private final int[] ends;
    private final byte[] references;
    private final byte[] referenceLengths;

    /** The items whose nodes are in the queue. */
    private final int[] queued = new int[HashQueue.COUNT_MAX];

    private OrderedTrie(EncodedList items) {
        this.items = items;
        this.count = items.count();
        this.leafDepths = new byte[count];
        this.ends = new int[count];
        this.references = new byte[count * REFERENCE_BYTES];
        this.referenceLengths = new byte[count];
        Arrays.setAll(levels, i -> new Level());
    }

    /** The root of the items, none of them empty; {@link Hash#EMPTY_TRIE} of none. */
    public static Hash root(List<Bytes> items) {
        return root(EncodedList.of(items));
    }

    /** As {@link #root(List)}. */
    public static Hash root(EncodedList items) {
        return items.count() == 0 ? Hash.EMPTY_TRIE : new OrderedTrie(items).root();
    }

    private Hash root() {
        shape(0, count, 0);
        leaves();
        for (int fork = KEY_NIBBLES_MAX - 1; fork >= 0; fork--) {
            Level level = levels[fork];
            for (int from = 0; from < level.count; from += HashQueue.COUNT_MAX) {
                int to = Math.min(level.count, from + HashQueue.COUNT_MAX);
                branches(level, fork, from, to);
                extensions(level, fork, from, to);
            }
        }
        return Hash.read(references, 1);
    }

    /** The index of the item whose key is number {@code place} in their order, from 0. */
    private int index(int place) {
        int single = Math.min(count, SINGLE_BYTE_KEYS);
        if (place >= single) {
            return place;
        }
        return place == single - 1 ? 0 : place + 1;
    }

    /** The key's nibbles from the highest bits down. */
    private long key(int place) {
        int index = index(place);
        if (index == 0) {
            return (long) EMPTY << 56;
        }
        int bytes = (39 - Integer.numberOfLeadingZeros(index)) >>> 3;
        return index < SINGLE_BYTE_KEYS
                ? (long) index << 56
                : (long) (EMPTY + bytes) << 56 | (long) index << (56 - 8 * bytes);
    }

    private int keyNibbles(int place) {
        int index = index(place);
        return index < SINGLE_BYTE_KEYS
                ? 2
                : 2 + 2 * ((39 - Integer.numberOfLeadingZeros(index)) >>> 3);
    }

    private static int nibble(long key, int depth) {
        return (int) (key >>> (60 - 4 * depth)) & 0xf;
    }

    /** Finds the nodes over the items {@code [lo, hi)}, whose keys are alike above the depth. */
    private void shape(int lo, int hi, int depth) {
        if (hi - lo == 1) {
            leafDepths[lo] = (byte) depth;
            return;
        }
        int fork = Long.numberOfLeadingZeros(key(lo) ^ key(hi - 1)) >>> 2;
        levels[fork].add(lo, hi, depth);
        for (int at = lo; at < hi; ) {
            int nibble = nibble(key(at), fork);
            int end = at + 1;
            while (end < hi && nibble(key(end), fork) == nibble) {
                end++;
            }
            shape(at, end, fork + 1);
            at = end;
        }
    }

    private void leaves() {
        for (int from = 0; from < count; from += HashQueue.COUNT_MAX) {
            int to = Math.min(count, from + HashQueue.COUNT_MAX);
            queue.clear();
            for (int place = from; place < to; place++) {
                leaf(place);
                ends[place] = place + 1;
            }
            hash();
        }
    }

    private void leaf(int place) {
        int index = index(place);
        byte[] source = items.array(index);
        int offset = items.offset(index);
        int length = items.length(index);
        int nibbles = keyNibbles(place) - leafDepths[place];
        boolean asItself = length == 1 && source[offset] >= 0;
        int prefix = NodeBytes.prefixBytes(nibbles);
        int value = asItself ? 1 : NodeBytes.headerBytes(length) + length;
        int payload = prefix + value;
        int start = queue.room(HEADER_BYTES_MAX + payload);
        byte[] target = queue.inputs();
        int at = NodeBytes.header(target, start, 0xc0, payload);
        at = prefix(target, at, place, leafDepths[place], keyNibbles(place), true);
        if (!asItself) {
            at = NodeBytes.header(target, at, EMPTY, length);
        }
        System.arraycopy(source, offset, target, at, length);
        made(place, start, at + length - start, count == 1);
    }

    private void branches(Level level, int fork, int from, int to) {
        queue.clear();
        for (int i = from; i < to; i++) {
            int lo = level.lo(i);
            int hi = level.hi(i);
            int payload = Branch.CHILDREN + 1;
            for (int at = lo; at < hi; at = ends[at]) {
                payload += referenceLengths[at] - 1;
            }
            int start = queue.room(BRANCH_BYTES_MAX);
            byte[] target = queue.inputs();
            int at16 = NodeBytes.header(target, start, 0xc0, payload);
            int child = lo;
            for (int nibble = 0; nibble < Branch.CHILDREN; nibble++) {
                if (child < hi && nibble(key(child), fork) == nibble) {
                    at16 = reference(target, at16, child);
                    child = ends[child];
                } else {
                    target[at16++] = (byte) EMPTY;
                }
            }
            target[at16++] = (byte) EMPTY;
            ends[lo] = hi;
            made(lo, start, at16 - start, hi - lo == count && level.depth(i) == fork);
        }
        hash();
    }

    /** Those above branches that do not hang where their children part. */
    private void extensions(Level level, int fork, int from, int to) {
        queue.clear();
        for (int i = from; i < to; i++) {
            int depth = level.depth(i);
            int lo = level.lo(i);
            if (depth < fork) {
                int payload = NodeBytes.prefixBytes(fork - depth) + referenceLengths[lo];
                int start = queue.room(HEADER_BYTES_MAX + payload);
                byte[] target = queue.inputs();
                int at = NodeBytes.header(target, start, 0xc0, payload);
                at = prefix(target, at, lo, depth, fork, false);
                at = reference(target, at, lo);
                made(lo, start, at - start, level.hi(i) - lo == count);
            }
        }
        hash();
    }

    private int reference(byte[] target, int at, int place) {
        int length = referenceLengths[place];
        System.arraycopy(references, place * REFERENCE_BYTES, target, at, length);
        return at + length;
    }

    /** Has the node that was written to the queue hashed, or lets it be its own reference. */
    private void made(int place, int start, int length, boolean isRoot) {
        if (length > Node.EMBEDDED_BYTES_MAX || isRoot) {
            queued[queue.count()] = place;
            queue.added(length);
        } else {
            int at = place * REFERENCE_BYTES;
            System.arraycopy(queue.inputs(), start, references, at, length);
            referenceLengths[place] = (byte) length;
        }
    }

    private void hash() {
        queue.run();
        for (int i = 0; i < queue.count(); i++) {
            int at = queued[i] * REFERENCE_BYTES;
            references[at] = (byte) (EMPTY + Hash.BYTES);
            queue.digest(i, references, at + 1);
            referenceLengths[queued[i]] = REFERENCE_BYTES;
        }
    }

    /** Writes the key's nibbles between two depths, hex-prefixed, as an item. */
    private int prefix(byte[] target, int offset, int place, int from, int to, boolean isLeaf) {
        int nibbles = to - from;
        int packed = nibbles / 2 + 1;
        int at = offset;
        if (packed > 1) {
            target[at++] = (byte) (EMPTY + packed);
        }
        long key = key(place);
        int odd = nibbles & 1;
        int first = (isLeaf ? 2 : 0) + odd;
        target[at++] = (byte) (first << 4 | (odd == 1 ? nibble(key, from) : 0));
        for (int i = from + odd; i < to; i += 2) {
            target[at++] = (byte) (nibble(key, i) << 4 | nibble(key, i + 1));
        }
        return at;
    }
}
