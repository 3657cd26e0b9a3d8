package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * State at the end of one block, or at a position inside it. See {@code journal/docs/history.md}:
 *
 * <ol>
 *   <li>the layers from this one down to the store's height, newest first: a hit is the answer;
 *   <li>the store;
 *   <li>if the store may by now show blocks above this one: the layers above, oldest first; the
 *       first that has the location says what it was before.
 * </ol>
 */
final class LayeredState implements StateView {
    private final SettledState store;
    private final BlockLayer layer;
    private final long position;

    LayeredState(SettledState store, BlockLayer layer, long position) {
        this.store = store;
        this.layer = layer;
        this.position = position;
    }

    @Override
    public @Nullable Account account(Address address) {
        return read(l -> l.account(address), () -> store.account(address));
    }

    @Override
    public Word storage(Address address, Word slot) {
        SlotKey key = new SlotKey(address, slot);
        Word value = read(l -> l.slot(key), () -> store.storage(address, slot));
        return value == null ? Word.ZERO : value;
    }

    /** Code is content-addressed: whichever layer or store has it has the right one. */
    @Override
    public Bytes code(Hash codeHash) {
        if (codeHash.equals(Hash.EMPTY_CODE)) {
            return Bytes.EMPTY;
        }
        long settled = store.height();
        for (BlockLayer at = layer; at != null && at.number() > settled; at = at.below()) {
            Bytes code = at.code(codeHash);
            if (code != null) {
                return code;
            }
        }
        return store.code(codeHash);
    }

    /**
     * EIP-7610 asks this of accounts without nonce and code. Since Cancun no block gives storage to
     * such an account: it can only have it from genesis, and keeps it for as long as it stays one.
     * So what the store has now counts unless the account has become a contract since, or does not
     * exist at this version. The store writes accounts before trie nodes: whoever finds storage of
     * a new contract finds its nonce too.
     */
    @Override
    public boolean hasStorage(Address address) {
        Account own = account(address);
        if (own == null || !store.hasStorage(address)) {
            return false;
        }
        if (own.nonce() != 0 || own.hasCode()) {
            return true;
        }
        Account settled = store.account(address);
        return settled != null && settled.nonce() == 0 && !settled.hasCode();
    }

    private <V> @Nullable V read(
            Function<BlockLayer, @Nullable Version<V>> find, Supplier<@Nullable V> settledValue) {
        long settled = store.height();
        for (BlockLayer at = layer; at != null && at.number() > settled; at = at.below()) {
            Version<V> newest = find.apply(at);
            if (newest != null) {
                return newest.at(at == layer ? position : BlockLayer.END_OF_BLOCK).value();
            }
        }
        V value = settledValue.get();
        long visible = store.visibleHeight();
        if (visible < layer.number()) {
            return value;
        }
        return beforeLaterBlocks(find, value, visible);
    }

    /** The store may show this block whole and later ones: undo what is above the position. */
    private <V> @Nullable V beforeLaterBlocks(
            Function<BlockLayer, @Nullable Version<V>> find, @Nullable V value, long visible) {
        Version<V> own = find.apply(layer);
        if (own != null) {
            return own.at(position).value();
        }
        for (BlockLayer at = layer.above(); at != null && at.number() <= visible; at = at.above()) {
            Version<V> newest = find.apply(at);
            if (newest != null) {
                return newest.beforeBlock().value();
            }
        }
        return value;
    }
}
