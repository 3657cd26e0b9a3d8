package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.TrieNodes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Trie nodes of recent blocks: the stored ones, undone by the before-images of later blocks. What
 * {@link StateHistory} is to values, without positions; of what is not yet in the store, only the
 * newest block.
 *
 * <p>{@link #keep} belongs to the sealing thread, {@link #at} to any. A view stays right for as
 * long as its block is in the window, and throws {@link NodesGoneException} after that.
 */
public final class NodeHistory {
    /** The memory that all before-images take: some 180 blocks of 2,000 changes each. */
    private static final long BYTES_MAX = 512L << 20;

    private static final int SLAB_BYTES = 8 << 20;

    /** The before-images of one block's nodes. */
    private static final class ReverseDiff {
        final long number;

        /** Null at the beginning of the history: nothing is kept of that block. */
        final @Nullable NodeImages images;

        volatile @Nullable ReverseDiff above;

        ReverseDiff(long number, @Nullable NodeImages images) {
            this.number = number;
            this.images = images;
        }
    }

    private final TrieNodes store;
    private final SettledState heights;
    private final int window;
    private final ImageSlabs slabs;
    private final Map<Long, ReverseDiff> diffs = new ConcurrentHashMap<>();
    private ReverseDiff newest;
    private long oldest;

    /** The block that the store does not have yet, if any. */
    private volatile @Nullable Unsettled unsettled;

    private record Unsettled(long number, List<NodeChange> changes) {
        /** Null where the block did not touch the node. */
        @Nullable NodeChange of(Hash owner, NodePath path) {
            for (NodeChange change : changes) {
                if (change.path().equals(path) && change.owner().equals(owner)) {
                    return change;
                }
            }
            return null;
        }
    }

    /**
     * @param store the stored nodes, at the heights that {@code heights} tells
     * @param window blocks below the newest whose nodes can still be read; fewer where they changed
     *     more than the memory for them holds
     */
    public NodeHistory(TrieNodes store, SettledState heights, int window) {
        this(store, heights, window, new ImageSlabs(BYTES_MAX, SLAB_BYTES));
    }

    NodeHistory(TrieNodes store, SettledState heights, int window, ImageSlabs slabs) {
        this.store = store;
        this.heights = heights;
        this.window = window;
        this.slabs = slabs;
        this.newest = new ReverseDiff(heights.height(), null);
        this.oldest = newest.number;
        diffs.put(oldest, newest);
    }

    /** Keeps what the next block overwrites; to be called before the store starts with it. */
    public void keep(long number, List<NodeChange> changes) {
        if (number != newest.number + 1) {
            throw new IllegalArgumentException(
                    "nodes of block " + number + " after those of block " + newest.number);
        }
        int length = NodeImages.length(changes);
        while (oldest < number - window || (oldest < number - 1 && !slabs.hasRoom(length))) {
            letGo();
        }
        ReverseDiff diff = new ReverseDiff(number, new NodeImages(changes, slabs.take(length)));
        unsettled = new Unsettled(number, changes);
        // Publishes the diff, complete: it is only read from here on.
        newest.above = diff;
        newest = diff;
        diffs.put(number, diff);
    }

    /** Lets go of the oldest block: the nodes after it can still be read, those before it not. */
    private void letGo() {
        diffs.remove(oldest++);
        ReverseDiff first = diffs.get(oldest);
        if (first != null && first.images != null) {
            slabs.giveBack(first.images.slice());
        }
    }

    /** The store has the block that was kept last. */
    public void settled() {
        unsettled = null;
    }

    /** The nodes after the block; null where it is not kept yet, or not any more. */
    public @Nullable TrieNodes at(long number) {
        ReverseDiff anchor = diffs.get(number);
        if (anchor == null) {
            return null;
        }
        Unsettled fresh = unsettled;
        if (fresh == null || fresh.number() != number) {
            return (owner, path) -> read(anchor, owner, path);
        }
        // Right for good: what the block changed stands here, the rest is the same before and
        // after.
        return (owner, path) -> {
            NodeChange change = fresh.of(owner, path);
            if (change == null) {
                return read(anchor, owner, path);
            }
            Bytes after = change.after();
            return after == null ? null : after.toArray();
        };
    }

    private byte @Nullable [] read(ReverseDiff anchor, Hash owner, NodePath path) {
        byte[] value = store.get(owner, path);
        // After the value: whatever it may show of later blocks is undone below.
        long visible = heights.visibleHeight();
        for (ReverseDiff diff = anchor.above;
                diff != null && diff.number <= visible;
                diff = diff.above) {
            NodeImages images = diff.images;
            long place = images == null ? -1 : images.find(owner, path);
            if (images != null && place >= 0) {
                return images.before(place);
            }
        }
        return value;
    }
}
