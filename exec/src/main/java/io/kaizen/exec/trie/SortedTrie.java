package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A trie's root from its leaves in ascending order of their keys. Holds the branches on the way to
 * the last leaf, and those that are complete but for hashes which the {@link NodeHasher} has not
 * made yet: some 64 times the depth at most. One thread, one use.
 */
final class SortedTrie {
    /** The place of the node that has none above it. */
    static final int ROOT = -1;

    private static final int KEY_NIBBLES = 2 * Hash.BYTES;
    private static final int CHILDREN = Branch.CHILDREN;

    /** A leaf, which is told where it hangs once the next leaf is known. */
    abstract static class Leaf {
        final Hash key;

        Leaf(Hash key) {
            this.key = key;
        }

        /**
         * @param depth the nibbles of the key that lead to it
         */
        abstract void hang(int depth, NodeHasher.Above above, int place);
    }

    private final NodeHasher hasher;

    /** The branches on the way to the last leaf, each deeper than the one before. */
    private final Fork[] open = new Fork[KEY_NIBBLES];

    private int opened;
    private @Nullable Leaf last;

    SortedTrie(NodeHasher hasher) {
        this.hasher = hasher;
    }

    /** Whether there was a leaf. */
    boolean isEmpty() {
        return last == null;
    }

    /**
     * @throws IllegalArgumentException for a key that is not above the last one
     */
    void put(Leaf leaf) {
        Leaf before = last;
        last = leaf;
        if (before == null) {
            return;
        }
        if (before.key.compareTo(leaf.key) >= 0) {
            throw new IllegalArgumentException("key " + leaf.key + " behind key " + before.key);
        }
        int fork = NodeBytes.common(before.key, leaf.key);
        if (opened == 0 || open[opened - 1].fork < fork) {
            open[opened++] = new Fork(hasher, before.key, fork);
        }
        hangLeaf(before);
        while (open[opened - 1].fork > fork) {
            Fork done = open[--opened];
            if (opened == 0 || open[opened - 1].fork < fork) {
                open[opened++] = new Fork(hasher, before.key, fork);
            }
            hangBranch(done);
        }
    }

    /** Sends the root to the place {@link #ROOT}, at the latest when the hasher has finished. */
    void finish(NodeHasher.Above above) {
        Leaf leaf = last;
        if (leaf == null) {
            throw new IllegalStateException("no leaves");
        }
        if (opened == 0) {
            leaf.hang(0, above, ROOT);
            return;
        }
        hangLeaf(leaf);
        while (opened > 1) {
            hangBranch(open[--opened]);
        }
        open[--opened].hang(0, above, ROOT);
    }

    private void hangLeaf(Leaf leaf) {
        Fork above = open[opened - 1];
        above.waiting++;
        leaf.hang(above.fork + 1, above, NodeBytes.nibble(leaf.key, above.fork));
    }

    private void hangBranch(Fork branch) {
        Fork above = open[opened - 1];
        above.waiting++;
        branch.hang(above.fork + 1, above, NodeBytes.nibble(branch.key, above.fork));
    }

    /** A branch, with the extension above it where it does not hang at its fork. */
    private static final class Fork implements NodeHasher.Above {
        /** The place of the branch below its extension. */
        private static final int EXTENDED = CHILDREN;

        private static final int BYTES_MAX =
                NodeBytes.HEADER_BYTES_MAX + CHILDREN * NodeBytes.REFERENCE_BYTES + 1;

        private final NodeHasher hasher;

        /** Of a leaf below. */
        final Hash key;

        /** The nibble at which the keys below part. */
        final int fork;

        private final byte[] references = new byte[CHILDREN * NodeBytes.REFERENCE_BYTES];
        private final byte[] lengths = new byte[CHILDREN];

        /** Children whose references are not known yet. */
        int waiting;

        private int depth;
        private NodeHasher.@Nullable Above above;
        private int place;

        Fork(NodeHasher hasher, Hash key, int fork) {
            this.hasher = hasher;
            this.key = key;
            this.fork = fork;
        }

        /** All children are there, known or not. */
        void hang(int atDepth, NodeHasher.Above under, int atPlace) {
            depth = atDepth;
            above = under;
            place = atPlace;
            if (waiting == 0) {
                make(under);
            }
        }

        @Override
        public void take(int from, byte[] source, int offset, int length) {
            NodeHasher.Above under = above;
            if (from == EXTENDED && under != null) {
                // The source may be where the extension is written to.
                System.arraycopy(source, offset, references, 0, length);
                extend(length, under);
                return;
            }
            System.arraycopy(source, offset, references, from * NodeBytes.REFERENCE_BYTES, length);
            lengths[from] = (byte) length;
            if (--waiting == 0 && under != null) {
                make(under);
            }
        }

        private void make(NodeHasher.Above under) {
            int payload = 1;
            for (byte length : lengths) {
                payload += Math.max(1, length);
            }
            int start = hasher.room(BYTES_MAX);
            byte[] target = hasher.target();
            int at = NodeBytes.header(target, start, NodeBytes.LIST, payload);
            for (int child = 0; child < lengths.length; child++) {
                int length = lengths[child];
                if (length == 0) {
                    target[at++] = (byte) NodeBytes.EMPTY;
                } else {
                    int from = child * NodeBytes.REFERENCE_BYTES;
                    System.arraycopy(references, from, target, at, length);
                    at += length;
                }
            }
            target[at++] = (byte) NodeBytes.EMPTY;
            if (depth == fork) {
                hasher.made(start, at, place == ROOT, under, place);
            } else {
                hasher.made(start, at, false, this, EXTENDED);
            }
        }

        private void extend(int length, NodeHasher.Above under) {
            int payload = NodeBytes.prefixBytes(fork - depth) + length;
            int start = hasher.room(NodeBytes.HEADER_BYTES_MAX + payload);
            byte[] target = hasher.target();
            int at = NodeBytes.header(target, start, NodeBytes.LIST, payload);
            at = NodeBytes.prefix(target, at, key, depth, fork, false);
            System.arraycopy(references, 0, target, at, length);
            hasher.made(start, at + length, place == ROOT, under, place);
        }
    }
}
