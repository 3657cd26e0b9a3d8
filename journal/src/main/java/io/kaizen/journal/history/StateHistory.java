package io.kaizen.journal.history;

import static io.kaizen.journal.history.BlockLayer.END_OF_BLOCK;

import io.kaizen.exec.ledger.StateView;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The recent versions of the state over a store that is brought forward block by block.
 *
 * <p>{@link #open} belongs to the executing thread, {@link #trim} to the sealing thread; views are
 * for any thread and stay right for as long as they are held. Bound: {@code retention} layers below
 * the store's height, fewer where blocks change much, and what the pipeline's rings allow above it.
 */
public final class StateHistory {
    /** So many blocks are kept whatever they changed. */
    private static final int BLOCKS_MIN = 128;

    /** Changed locations of all layers below the height; each takes some 135 bytes of heap. */
    private static final int LOCATIONS_MAX = 500_000;

    private final SettledState store;
    private final int retention;
    private final Map<Long, BlockLayer> layers = new ConcurrentHashMap<>();
    private volatile BlockLayer newest;
    private long oldest;

    /** The lowest layer that is not packed, and the open form of the one below it. */
    private long unpacked;

    private @Nullable BlockLayer lastOpen;

    /** The last block whose locations are counted, and all that are. */
    private long counted;

    private long locations;

    /**
     * @param store at the height where history begins
     * @param retention blocks below the store's height whose state can still be read
     */
    public StateHistory(SettledState store, int retention) {
        this.store = store;
        this.retention = retention;
        this.newest = new BlockLayer(store.height(), null);
        this.oldest = newest.number();
        this.counted = oldest;
        this.unpacked = oldest;
        layers.put(newest.number(), newest);
    }

    /**
     * Opens the layer of the next block.
     *
     * @throws IllegalArgumentException unless the number follows the newest
     */
    public BlockLayer open(long number) {
        BlockLayer parent = newest;
        if (number != parent.number() + 1) {
            throw new IllegalArgumentException(
                    "block " + number + " opened after block " + parent.number());
        }
        BlockLayer layer = new BlockLayer(number, parent);
        layers.put(number, layer);
        parent.linkAbove(layer);
        newest = layer;
        return layer;
    }

    /** The newest state of all: for the executing thread, between its own commits. */
    public StateView head() {
        return new LayeredState(store, newest, END_OF_BLOCK);
    }

    /** State after the block, or null where it is not kept. */
    public @Nullable StateView at(long number) {
        return at(number, END_OF_BLOCK);
    }

    /**
     * State after the position inside the block, or null where it is not kept: of blocks that are
     * applied and followed by another only the end is.
     */
    public @Nullable StateView at(long number, long position) {
        BlockLayer layer = layers.get(number);
        if (layer == null || !layer.keeps(position)) {
            return null;
        }
        return new LayeredState(store, layer, layer.isPacked() ? END_OF_BLOCK : position);
    }

    public @Nullable BlockLayer layer(long number) {
        return layers.get(number);
    }

    /**
     * Packs layers that are applied, and lets go of those that have left the window. Views that
     * hold one keep it alive.
     */
    public void trim() {
        long height = store.height();
        while (unpacked <= height && pack(unpacked)) {
            unpacked++;
        }
        while (counted < height) {
            locations += locations(++counted);
        }
        while (oldest < height - retention
                || (oldest < height - BLOCKS_MIN && locations > LOCATIONS_MAX)) {
            locations -= locations(oldest);
            layers.remove(oldest);
            oldest++;
            BlockLayer first = layers.get(oldest);
            if (first != null) {
                first.linkBelow(null);
            }
        }
    }

    /**
     * Puts the packed form in the layer's place, unless no block follows it yet: the executing
     * thread is about to link the next one to it.
     */
    private boolean pack(long number) {
        BlockLayer layer = layers.get(number);
        BlockLayer above = layer == null ? null : layer.above();
        if (layer == null || above == null) {
            return false;
        }
        BlockLayer packed = layer.packed();
        BlockLayer below = layer.below();
        if (below != null) {
            below.linkAbove(packed);
        }
        if (lastOpen != null) {
            // Otherwise one open layer would keep the next alive, for a collector that has moved
            // the first to where it looks seldom.
            lastOpen.linkAbove(packed);
        }
        above.linkBelow(packed);
        layers.put(number, packed);
        lastOpen = layer;
        return true;
    }

    private int locations(long number) {
        BlockLayer layer = layers.get(number);
        return layer == null ? 0 : layer.locations();
    }
}
