package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.Node.Extension;
import io.kaizen.exec.trie.Node.Leaf;
import io.kaizen.exec.trie.Node.Unloaded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One descent through one trie, with all changes of its keys at once; {@code exec/docs/trie.md}
 * explains it. Makes new nodes and leaves the old ones as they are. An instance belongs to one
 * thread and one descent; below the first branch that many changes reach, it has others descend
 * through the children and joins what they did in the order of nibbles.
 */
final class BatchUpdate {
    /** Fewer changes are not worth another thread. */
    static final int PARALLEL_CHANGES_MIN = 128;

    /** The trie that a descent works on, and how deep its branches are kept. */
    record Trie(TrieNodes nodes, Hash owner, int keptNibbles) {}

    private final Trie trie;
    private final Change[] changes;

    /** Null for a descent that is a part of another. */
    private final @Nullable TrieWorkers workers;

    private final Settlement settlement;

    /** The nibbles that lead to where the descent is. */
    private final byte[] path;

    private final List<NodeChange> done = new ArrayList<>();

    /** By how much the branches that were and the parts' that are kept differ. */
    private long keptBytes;

    BatchUpdate(Trie trie, Change[] changes, TrieWorkers workers) {
        this(trie, changes, workers, new byte[NodePath.NIBBLES_MAX]);
    }

    private BatchUpdate(Trie trie, Change[] changes, @Nullable TrieWorkers workers, byte[] path) {
        this.trie = trie;
        this.changes = changes;
        this.workers = workers;
        this.path = path;
        this.settlement = new Settlement(trie);
    }

    /** The trie's root after all changes, settled; the same object if nothing differs. */
    @Nullable Node run(@Nullable Node root) {
        if (changes.length == 0) {
            return root;
        }
        Node old = root instanceof Unloaded unloaded ? load(unloaded, 0) : root;
        Node now = apply(old, 0, changes.length, 0);
        if (now == old) {
            return root;
        }
        settle(now, 0, stored(old, 0));
        settlement.run();
        done.addAll(settlement.done());
        return now;
    }

    /** The changes of stored nodes, each path once. */
    List<NodeChange> done() {
        return done;
    }

    /** By how much the branches that are kept take more heap than before, in bytes. */
    long keptBytes() {
        return keptBytes + settlement.keptBytes();
    }

    /** The node, loaded, after the changes in {@code [lo, hi)}, all of which lead to it. */
    private @Nullable Node apply(@Nullable Node node, int lo, int hi, int depth) {
        return switch (node) {
            case null -> grow(lo, hi, depth);
            case Leaf leaf -> applyToLeaf(leaf, lo, hi, depth);
            case Extension extension -> applyToExtension(extension, lo, hi, depth);
            case Branch branch -> applyToBranch(branch, lo, hi, depth);
            case Unloaded _ -> throw new IllegalStateException("a node that is not loaded");
        };
    }

    private @Nullable Node grow(int lo, int hi, int depth) {
        int first = lo;
        int end = hi;
        while (first < end && changes[first].removes()) {
            first++;
        }
        while (first < end && changes[end - 1].removes()) {
            end--;
        }
        if (first == end) {
            return null;
        }
        byte[] key = changes[first].key;
        if (end - first == 1) {
            return new Leaf(Nibbles.from(key, depth), changes[first].value(null));
        }
        int fork = depth + common(key, changes[end - 1].key, depth);
        byte[] shared = Arrays.copyOfRange(key, depth, fork);
        System.arraycopy(shared, 0, path, depth, shared.length);
        Branch empty = new Branch(new @Nullable Node[Branch.CHILDREN], null);
        return under(shared, applyToBranch(empty, first, end, fork), null, depth);
    }

    private @Nullable Node applyToLeaf(Leaf leaf, int lo, int hi, int depth) {
        byte[] rest = leaf.nibbles;
        int first = lo;
        int end = hi;
        while (first < end && changes[first].removes() && !ends(rest, changes[first].key, depth)) {
            first++;
        }
        while (first < end
                && changes[end - 1].removes()
                && !ends(rest, changes[end - 1].key, depth)) {
            end--;
        }
        if (first == end) {
            return leaf;
        }
        if (end - first == 1 && ends(rest, changes[first].key, depth)) {
            Change change = changes[first];
            if (change.removes()) {
                return null;
            }
            byte[] value = change.value(leaf.value);
            return Arrays.equals(value, leaf.value) ? leaf : new Leaf(rest, value);
        }
        int common = common(rest, first, end, depth);
        @Nullable Node[] children = new @Nullable Node[Branch.CHILDREN];
        byte[] value = null;
        if (common == rest.length) {
            value = leaf.value;
        } else {
            children[rest[common]] = new Leaf(Nibbles.from(rest, common + 1), leaf.value);
        }
        return fork(rest, common, new Branch(children, value), new Range(first, end, depth));
    }

    private static boolean ends(byte[] rest, byte[] key, int depth) {
        return Arrays.equals(rest, 0, rest.length, key, depth, key.length);
    }

    private @Nullable Node applyToExtension(Extension extension, int lo, int hi, int depth) {
        byte[] shared = extension.nibbles;
        int first = lo;
        int end = hi;
        while (first < end
                && changes[first].removes()
                && Nibbles.common(shared, changes[first].key, depth) < shared.length) {
            first++;
        }
        while (first < end
                && changes[end - 1].removes()
                && Nibbles.common(shared, changes[end - 1].key, depth) < shared.length) {
            end--;
        }
        if (first == end) {
            return extension;
        }
        int common = common(shared, first, end, depth);
        if (common == shared.length) {
            System.arraycopy(shared, 0, path, depth, common);
            Node old = loaded(extension.child, depth + common);
            Node now = apply(old, first, end, depth + common);
            return now == old ? extension : under(shared, now, stored(old, depth + common), depth);
        }
        byte[] rest = Nibbles.from(shared, common + 1);
        @Nullable Node[] children = new @Nullable Node[Branch.CHILDREN];
        children[shared[common]] =
                rest.length == 0 ? extension.child : new Extension(rest, extension.child);
        return fork(shared, common, new Branch(children, null), new Range(first, end, depth));
    }

    private record Range(int lo, int hi, int depth) {}

    /** A new branch below the first nibbles of a node that it splits, with the changes applied. */
    private @Nullable Node fork(byte[] nibbles, int count, Branch branch, Range range) {
        int depth = range.depth();
        System.arraycopy(nibbles, 0, path, depth, count);
        Node node = applyToBranch(branch, range.lo(), range.hi(), depth + count);
        return under(Arrays.copyOf(nibbles, count), node, null, depth);
    }

    /** How many of the nibbles all keys of the range have, which are sorted. */
    private int common(byte[] nibbles, int lo, int hi, int depth) {
        return Math.min(
                Nibbles.common(nibbles, changes[lo].key, depth),
                Nibbles.common(nibbles, changes[hi - 1].key, depth));
    }

    private static int common(byte[] a, byte[] b, int depth) {
        int mismatch = Arrays.mismatch(a, depth, a.length, b, depth, b.length);
        return mismatch < 0 ? a.length - depth : mismatch;
    }

    /** A branch's children before and after, where changes lead to them. */
    private static final class Children {
        final @Nullable Node[] before = new @Nullable Node[Branch.CHILDREN];
        final @Nullable Node[] after = new @Nullable Node[Branch.CHILDREN];

        /** Those that differ. */
        int changed;
    }

    private @Nullable Node applyToBranch(Branch branch, int lo, int hi, int depth) {
        int first = lo;
        byte[] value = branch.value();
        boolean valueDiffers = false;
        if (changes[lo].key.length == depth) {
            value = changes[lo].removes() ? null : changes[lo].value(value);
            valueDiffers = !Arrays.equals(value, branch.value());
            first++;
        }
        Children children = new Children();
        markNew(branch, children);
        if (workers != null && hi - first >= PARALLEL_CHANGES_MIN) {
            descendApart(workers, branch, new Range(first, hi, depth), children);
        } else {
            descend(branch, first, hi, depth, children);
        }
        if (children.changed == 0 && !valueDiffers) {
            return branch;
        }
        keptBytes -= branch.keptBytes();
        int present = branch.present();
        for (int rest = children.changed; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            present = children.after[i] == null ? present & ~(1 << i) : present | 1 << i;
        }
        int entries = Integer.bitCount(present) + (value == null ? 0 : 1);
        boolean stands = entries > 1;
        for (int rest = children.changed; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            if (stands || children.after[i] == null) {
                path[depth] = (byte) i;
                settle(children.after[i], depth + 1, stored(children.before[i], depth + 1));
            }
        }
        if (stands) {
            return branch.with(children.changed, children.after, value);
        }
        if (value != null) {
            return new Leaf(new byte[0], value);
        }
        return present == 0 ? null : collapse(branch, children, present, depth);
    }

    /** Children of a new branch that are not settled have changed whether a change led there. */
    private static void markNew(Branch branch, Children children) {
        if (branch.isSettled()) {
            return;
        }
        for (int i = 0; i < Branch.CHILDREN; i++) {
            Node child = branch.child(i);
            if (child != null && !child.isSettled()) {
                children.after[i] = child;
                children.changed |= 1 << i;
            }
        }
    }

    /** What a branch with one child left becomes. */
    private @Nullable Node collapse(Branch branch, Children children, int present, int depth) {
        int only = Integer.numberOfTrailingZeros(present);
        path[depth] = (byte) only;
        boolean changed = (children.changed >>> only & 1) != 0;
        Node child = changed ? children.after[only] : loaded(branch.child(only), depth + 1);
        Node before = changed ? children.before[only] : child;
        return under(new byte[] {(byte) only}, child, stored(before, depth + 1), depth);
    }

    private void descend(Branch branch, int lo, int hi, int depth, Children children) {
        int at = lo;
        while (at < hi) {
            int nibble = changes[at].key[depth];
            int end = runEnd(at, hi, depth);
            descend(branch, nibble, new Range(at, end, depth), children);
            if (children.before[nibble] != children.after[nibble]) {
                children.changed |= 1 << nibble;
            }
            at = end;
        }
    }

    private void descend(Branch branch, int nibble, Range range, Children children) {
        int below = range.depth() + 1;
        path[range.depth()] = (byte) nibble;
        Node old = loaded(branch.child(nibble), below);
        children.before[nibble] = old != null && old.isSettled() ? old : null;
        children.after[nibble] = apply(old, range.lo(), range.hi(), below);
    }

    /**
     * As {@link #descend}, each child as a task of its own, with the changes listed in order. One
     * thread does the same, so that the order is the same for any number.
     */
    private void descendApart(TrieWorkers lent, Branch branch, Range range, Children children) {
        int depth = range.depth();
        int[] nibbles = new int[Branch.CHILDREN];
        Range[] ranges = new Range[Branch.CHILDREN];
        BatchUpdate[] tasks = new BatchUpdate[Branch.CHILDREN];
        int count = 0;
        for (int at = range.lo(); at < range.hi(); at = ranges[count - 1].hi()) {
            nibbles[count] = changes[at].key[depth];
            tasks[count] = new BatchUpdate(trie, changes, null, path.clone());
            ranges[count++] = new Range(at, runEnd(at, range.hi(), depth), depth);
        }
        lent.forEach(
                count,
                i -> {
                    tasks[i].descend(branch, nibbles[i], ranges[i], children);
                    tasks[i].settlement.run();
                });
        for (int i = 0; i < count; i++) {
            done.addAll(tasks[i].settlement.done());
            keptBytes += tasks[i].keptBytes();
            if (children.before[nibbles[i]] != children.after[nibbles[i]]) {
                children.changed |= 1 << nibbles[i];
            }
        }
    }

    private int runEnd(int lo, int hi, int depth) {
        int nibble = changes[lo].key[depth];
        int end = lo + 1;
        while (end < hi && changes[end].key[depth] == nibble) {
            end++;
        }
        return end;
    }

    /**
     * The node for {@code node} below {@code nibbles}: joined where it is short itself.
     *
     * @param stored what the store holds where {@code node} would stand
     */
    private @Nullable Node under(
            byte[] nibbles, @Nullable Node node, byte @Nullable [] stored, int depth) {
        if (nibbles.length == 0) {
            return node;
        }
        int below = depth + nibbles.length;
        return switch (node) {
            case null -> {
                settle(null, below, stored);
                yield null;
            }
            case Leaf leaf -> {
                settle(null, below, stored);
                yield new Leaf(Nibbles.concat(nibbles, leaf.nibbles), leaf.value);
            }
            case Extension extension -> {
                settle(null, below, stored);
                yield new Extension(Nibbles.concat(nibbles, extension.nibbles), extension.child);
            }
            case Branch branch -> {
                if (!branch.isSettled()) {
                    settle(branch, below, stored);
                }
                yield new Extension(nibbles, branch);
            }
            case Unloaded _ -> throw new IllegalStateException("a node that is not loaded");
        };
    }

    /** To be encoded and hashed, and listed as what becomes of the stored node where it stands. */
    private void settle(@Nullable Node node, int depth, byte @Nullable [] stored) {
        settlement.add(node, path, depth, stored);
    }

    private static byte @Nullable [] stored(@Nullable Node node, int depth) {
        return Settlement.stored(node, depth);
    }

    private @Nullable Node loaded(@Nullable Node node, int depth) {
        return node instanceof Unloaded unloaded ? load(unloaded, depth) : node;
    }

    private Node load(Unloaded unloaded, int depth) {
        return MerkleTrie.load(trie.nodes(), trie.owner(), NodePath.of(path, depth), unloaded);
    }
}
