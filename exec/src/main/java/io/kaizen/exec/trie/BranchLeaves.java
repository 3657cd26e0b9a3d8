package io.kaizen.exec.trie;

import org.jspecify.annotations.Nullable;

/**
 * The leaves that stand behind a branch's RLP, see {@link Branch}: those of the encoding that the
 * branch was made from, with the children that changed in their places.
 */
final class BranchLeaves {
    private static final int NONE = -1;

    private final byte @Nullable [] source;
    private final int sourceRlpLength;
    private final int present;
    private final @Nullable Node @Nullable [] children;

    /**
     * @param sourceRlpLength how much of the source is its branch's own
     * @param present a bit for each child that there is
     * @param children those that differ from the source, or are branches
     */
    BranchLeaves(
            byte @Nullable [] source,
            int sourceRlpLength,
            int present,
            @Nullable Node @Nullable [] children) {
        this.source = source;
        this.sourceRlpLength = sourceRlpLength;
        this.present = present;
        this.children = children;
    }

    /** The offset of the child's RLP; -1 where it is not there. */
    static int find(byte[] encoding, int rlpLength, int nibble) {
        for (int at = rlpLength; at < encoding.length; at = Node.listEnd(encoding, at + 1)) {
            if (encoding[at] == nibble) {
                return at + 1;
            }
        }
        return NONE;
    }

    /** The bytes that {@link #write} writes. */
    int length() {
        int length = 0;
        byte[] old = source;
        if (old != null) {
            for (int at = sourceRlpLength; at < old.length; ) {
                int end = Node.listEnd(old, at + 1);
                length += stays(old[at]) ? end - at : 0;
                at = end;
            }
        }
        for (int i = 0; children != null && i < Branch.CHILDREN; i++) {
            byte[] leaf = changed(i);
            length += leaf == null ? 0 : 1 + leaf.length;
        }
        return length;
    }

    /** Writes all leaves, by nibble. */
    void write(byte[] target, int offset) {
        byte[] old = source;
        int to = offset;
        int from = old == null ? 0 : sourceRlpLength;
        int left = old == null ? 0 : old.length;
        for (int i = 0; i < Branch.CHILDREN; i++) {
            if (old != null && from < left && old[from] == i) {
                int end = Node.listEnd(old, from + 1);
                if (stays(i)) {
                    System.arraycopy(old, from, target, to, end - from);
                    to += end - from;
                }
                from = end;
            }
            byte[] leaf = changed(i);
            if (leaf != null) {
                target[to++] = (byte) i;
                System.arraycopy(leaf, 0, target, to, leaf.length);
                to += leaf.length;
            }
        }
    }

    private boolean stays(int nibble) {
        return (present >>> nibble & 1) != 0 && (children == null || children[nibble] == null);
    }

    /** The RLP of a new leaf that has its place here. */
    private byte @Nullable [] changed(int nibble) {
        Node child = children == null ? null : children[nibble];
        return child instanceof Node.Leaf && child.isHashed() ? child.encoding : null;
    }
}
