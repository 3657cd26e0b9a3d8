package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a descent has made, by their depth, to be encoded and hashed level by level from
 * the deepest: those of one level do not depend on each other. One thread.
 */
final class Settlement {
    private static final ThreadLocal<RlpWriter> WRITER =
            ThreadLocal.withInitial(() -> new RlpWriter(1024));

    /** What stands, or no longer stands, at places of one depth, in the order of their paths. */
    private static final class Level {
        private @Nullable Node[] nodes = new @Nullable Node[16];
        private byte @Nullable [][] stored = new byte @Nullable [16][];

        /** Null for a leaf that is stored with its parent, where nothing else was stored. */
        private @Nullable NodePath[] paths = new @Nullable NodePath[16];

        private int count;

        void add(@Nullable Node node, @Nullable NodePath path, byte @Nullable [] before) {
            if (count == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * count);
                stored = Arrays.copyOf(stored, 2 * count);
                paths = Arrays.copyOf(paths, 2 * count);
            }
            nodes[count] = node;
            stored[count] = before;
            paths[count++] = path;
        }
    }

    private final BatchUpdate.Trie trie;
    private final @Nullable Level[] levels = new @Nullable Level[NodePath.NIBBLES_MAX + 1];
    private final List<NodeChange> done = new ArrayList<>();
    private int deepest = -1;
    private long keptBytes;

    Settlement(BatchUpdate.Trie trie) {
        this.trie = trie;
    }

    /**
     * Adds what stands at a place now.
     *
     * @param path one nibble a byte, of which the first {@code depth} count
     * @param before what the store holds there
     */
    void add(@Nullable Node node, byte[] path, int depth, byte @Nullable [] before) {
        boolean apart = before != null || isStoredApart(node, depth);
        Level level = levels[depth];
        if (level == null) {
            level = new Level();
            levels[depth] = level;
        }
        level.add(node, apart ? NodePath.of(path, depth) : null, before);
        deepest = Math.max(deepest, depth);
    }

    /** Encodes and hashes all that was added, and lists what changes in the store. */
    void run() {
        for (int depth = deepest; depth >= 0; depth--) {
            Level level = levels[depth];
            for (int from = 0; level != null && from < level.count; from += HashQueue.COUNT_MAX) {
                int to = Math.min(level.count, from + HashQueue.COUNT_MAX);
                hash(level, from, to, depth == 0);
                for (int i = from; i < to; i++) {
                    finish(level, i, depth);
                }
            }
            levels[depth] = null;
        }
        deepest = -1;
    }

    /** The changes of stored nodes so far, each path once, the deepest of each run first. */
    List<NodeChange> done() {
        return done;
    }

    /** The heap of the branches that were settled and are kept, in bytes. */
    long keptBytes() {
        return keptBytes;
    }

    private void hash(Level level, int from, int to, boolean isRoot) {
        HashQueue queue = HashQueue.scratch();
        RlpWriter writer = WRITER.get();
        queue.clear();
        for (int i = from; i < to; i++) {
            Node node = level.nodes[i];
            if (node != null) {
                byte[] encoding = node.encode(writer);
                node.encoding = encoding;
                int length = node.rlpLength(encoding);
                if (length > Node.EMBEDDED_BYTES_MAX || isRoot) {
                    queue.add(encoding, 0, length);
                } else {
                    node.reference = encoding;
                }
            }
        }
        queue.run();
        int digests = 0;
        for (int i = from; i < to; i++) {
            Node node = level.nodes[i];
            if (node != null && node.reference == null) {
                node.reference = queue.digest(digests++);
            }
        }
    }

    private void finish(Level level, int i, int depth) {
        Node node = level.nodes[i];
        if (node instanceof Branch branch) {
            branch.keep(depth <= trie.keptNibbles(), depth < trie.keptNibbles());
            keptBytes += branch.keptBytes();
        } else if (node instanceof Node.Extension extension
                && extension.child instanceof Branch branch) {
            // Nothing is kept below an extension.
            keptBytes -= branch.treeBytes();
        }
        NodePath path = level.paths[i];
        if (path != null) {
            Hash owner = trie.owner();
            NodeChange change = NodeChange.of(owner, path, level.stored[i], stored(node, depth));
            if (change != null) {
                done.add(change);
            }
        }
    }

    /** What the store holds of the settled node; null where that lies with its parent. */
    static byte @Nullable [] stored(@Nullable Node node, int depth) {
        byte[] encoding = node == null ? null : node.encoding;
        if (node == null || encoding == null || !isStoredApart(node, depth)) {
            return null;
        }
        boolean embedded = node.rlpLength(encoding) <= Node.EMBEDDED_BYTES_MAX;
        return embedded && depth != 0 ? null : encoding;
    }

    /** Whether the store has the node by itself, if it is long enough to have a hash. */
    private static boolean isStoredApart(@Nullable Node node, int depth) {
        return node != null && (depth == 0 || !(node instanceof Node.Leaf));
    }
}
