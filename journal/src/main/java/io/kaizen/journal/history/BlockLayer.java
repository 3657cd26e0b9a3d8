package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import org.jspecify.annotations.Nullable;

/**
 * What one block changed, location by location. Written by the executing thread while the block is
 * open, amended by the sealing thread once it is closed, and replaced by its {@link #packed} form
 * once it is applied; read by any thread.
 *
 * <p>Layers form a doubly linked list. A reader holds its own layer and follows the links, so
 * layers live exactly as long as somebody can still reach them.
 */
public final class BlockLayer {
    /** A position after every transaction of any block. */
    static final long END_OF_BLOCK = Long.MAX_VALUE;

    private final long number;
    private final LayerChanges changes;

    /** The last position that changed something, before the amendment. */
    private volatile long lastPosition;

    /** The block below; cut when that one leaves the retention window. */
    private volatile @Nullable BlockLayer below;

    /** The block above, once it is open. */
    private volatile @Nullable BlockLayer above;

    /** An open layer. */
    BlockLayer(long number, @Nullable BlockLayer below) {
        // A block is likely to be as large as the one before it.
        this(number, new OpenChanges(below == null ? 16 : below.locations()), 0, below);
    }

    private BlockLayer(
            long number, LayerChanges changes, long lastPosition, @Nullable BlockLayer below) {
        this.number = number;
        this.changes = changes;
        this.lastPosition = lastPosition;
        this.below = below;
    }

    public long number() {
        return number;
    }

    @Nullable BlockLayer below() {
        return below;
    }

    @Nullable BlockLayer above() {
        return above;
    }

    void linkAbove(@Nullable BlockLayer layer) {
        above = layer;
    }

    void linkBelow(@Nullable BlockLayer layer) {
        below = layer;
    }

    /**
     * Adds what the transaction at the position changed. Positions rise from call to call.
     *
     * @throws IllegalArgumentException if an existing account's storage was cleared as a whole,
     *     which no revision since Cancun can do (EIP-6780)
     */
    public void commit(long position, Effects effects) {
        open().commit(position, effects);
        lastPosition = position;
    }

    /** Adds a change at the end of the closed block: one that had to wait for the parent's hash. */
    public void amend(Effects effects) {
        open().commit(END_OF_BLOCK, effects);
    }

    /** The whole block's effects. Call once it is closed and amended. */
    public Effects effects() {
        return open().effects();
    }

    /**
     * The layer as it is kept once it is applied: no position inside the block can be asked for any
     * more. Linked to the same neighbours, which have to be told.
     */
    BlockLayer packed() {
        BlockLayer packed = new BlockLayer(number, new PackedChanges(open()), lastPosition, below);
        packed.above = above;
        return packed;
    }

    /**
     * Whether the state after the position can be read here. Packed, a layer has its amendment at
     * every position that it keeps; open, only at the block's end.
     */
    boolean keeps(long position) {
        return !isPacked() || position >= lastPosition;
    }

    boolean isPacked() {
        return changes instanceof PackedChanges;
    }

    private OpenChanges open() {
        if (changes instanceof OpenChanges open) {
            return open;
        }
        throw new IllegalStateException("block " + number + " is applied and cannot change");
    }

    /** How many the block changed, once it is closed. */
    int locations() {
        return changes.locations();
    }

    @Nullable Version<Account> account(Address address) {
        return changes.account(address);
    }

    @Nullable Version<Word> slot(SlotKey key) {
        return changes.slot(key);
    }

    @Nullable Bytes code(Hash hash) {
        return changes.code(hash);
    }
}
