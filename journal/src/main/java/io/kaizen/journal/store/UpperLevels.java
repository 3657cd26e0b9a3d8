package io.kaizen.journal.store;

import io.kaizen.exec.trie.NodePath;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one trie down to a depth, by path, as written since the trie was first held here.
 * Under load nearly every block changes nearly all of them: they reach the map when the trie is let
 * go of or the store is closed, not with each block.
 *
 * <p>Any thread reads, several may write different paths at once; {@link #drain} has the trie to
 * itself.
 */
final class UpperLevels {
    /** The levels from the root that are held: the trie keeps as many (StateTrie). */
    static final int NIBBLES_MAX = 4;

    /** What a removed node leaves; no node has an empty encoding. */
    private static final byte[] REMOVED = {};

    /** The number of paths that are shorter, by length. */
    private static final int[] FIRST = {0, 1, 17, 273, 4369};

    private static final int PATHS = 69_905;

    /** Takes each node that was written, in the order of its path; null where it was removed. */
    @FunctionalInterface
    interface Sink {
        void write(NodePath path, byte @Nullable [] encoding);
    }

    private final AtomicReferenceArray<byte @Nullable []> nodes = new AtomicReferenceArray<>(PATHS);

    static boolean holds(NodePath path) {
        return path.length() <= NIBBLES_MAX;
    }

    /** Whether the path was written since: what the map has there does not count then. */
    boolean has(NodePath path) {
        return nodes.getAcquire(index(path)) != null;
    }

    /** The node written last; null where it was removed, or nothing was written. */
    byte @Nullable [] get(NodePath path) {
        byte[] encoding = nodes.getAcquire(index(path));
        return orNull(encoding);
    }

    void put(NodePath path, byte @Nullable [] encoding) {
        nodes.setRelease(index(path), encoding == null ? REMOVED : encoding);
    }

    /** Hands out all that was written. What is read here stays right until this is let go of. */
    void drain(Sink sink) {
        for (int length = 0; length <= NIBBLES_MAX; length++) {
            int count = 1 << (4 * length);
            for (int i = 0; i < count; i++) {
                byte[] encoding = nodes.getAcquire(FIRST[length] + i);
                if (encoding != null) {
                    long packed = length == 0 ? 0 : (long) i << (64 - 4 * length);
                    sink.write(new NodePath(length, packed, 0, 0, 0), orNull(encoding));
                }
            }
        }
    }

    /** Forgets all that was written. */
    void clear() {
        for (int i = 0; i < PATHS; i++) {
            nodes.setRelease(i, null);
        }
    }

    private static byte @Nullable [] orNull(byte @Nullable [] encoding) {
        return encoding == null || encoding.length == 0 ? null : encoding;
    }

    private static int index(NodePath path) {
        int length = path.length();
        return length == 0 ? 0 : FIRST[length] + (int) (path.p0() >>> (64 - 4 * length));
    }
}
