package io.kaizen.journal.history;

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
 * {@link StateHistory} is to values, without positions and without what is not yet in the store.
 *
 * <p>{@link #keep} belongs to the sealing thread, {@link #at} to any. A view holds its block's diff
 * and through it all later ones, so it stays right for as long as it is held.
 */
public final class NodeHistory {
    /** The heap that all before-images take: some 180 blocks of 2,000 changes each. */
    private static final long BYTES_MAX = 512L << 20;

    /** The before-images of one block's nodes. */
    private static final class ReverseDiff {
        final long number;
        final NodeImages images;
        volatile @Nullable ReverseDiff above;

        ReverseDiff(long number, List<NodeChange> changes, ImageSlabs slabs) {
            this.number = number;
            this.images = new NodeImages(changes, slabs);
        }
    }

    private final TrieNodes store;
    private final SettledState heights;
    private final int window;
    private final long bytesMax;
    private final ImageSlabs slabs = new ImageSlabs();
    private final Map<Long, ReverseDiff> diffs = new ConcurrentHashMap<>();
    private ReverseDiff newest;
    private long oldest;
    private long bytes;

    /**
     * @param store the stored nodes, at the heights that {@code heights} tells
     * @param window blocks below the newest whose nodes can still be read; fewer where they changed
     *     more than the heap for them holds
     */
    public NodeHistory(TrieNodes store, SettledState heights, int window) {
        this(store, heights, window, BYTES_MAX);
    }

    NodeHistory(TrieNodes store, SettledState heights, int window, long bytesMax) {
        this.store = store;
        this.heights = heights;
        this.window = window;
        this.bytesMax = bytesMax;
        this.newest = new ReverseDiff(heights.height(), List.of(), slabs);
        this.oldest = newest.number;
        diffs.put(oldest, newest);
    }

    /** Keeps what the next block overwrites; to be called before the store starts with it. */
    public void keep(long number, List<NodeChange> changes) {
        if (number != newest.number + 1) {
            throw new IllegalArgumentException(
                    "nodes of block " + number + " after those of block " + newest.number);
        }
        ReverseDiff diff = new ReverseDiff(number, changes, slabs);
        bytes += diff.images.bytes();
        // Publishes the diff, complete: it is only read from here on.
        newest.above = diff;
        newest = diff;
        diffs.put(number, diff);
        while (oldest < number - window || (bytes > bytesMax && oldest < number)) {
            ReverseDiff gone = diffs.remove(oldest++);
            bytes -= gone == null ? 0 : gone.images.bytes();
        }
    }

    /** The nodes after the block; null where it is not in the store yet or not kept any more. */
    public @Nullable TrieNodes at(long number) {
        ReverseDiff anchor = diffs.get(number);
        if (anchor == null || number > heights.height()) {
            return null;
        }
        return (owner, path) -> read(anchor, owner, path);
    }

    private byte @Nullable [] read(ReverseDiff anchor, Hash owner, NodePath path) {
        byte[] value = store.get(owner, path);
        // After the value: whatever it may show of later blocks is undone below.
        long visible = heights.visibleHeight();
        for (ReverseDiff diff = anchor.above;
                diff != null && diff.number <= visible;
                diff = diff.above) {
            int place = diff.images.find(owner, path);
            if (place >= 0) {
                return diff.images.before(place);
            }
        }
        return value;
    }
}
