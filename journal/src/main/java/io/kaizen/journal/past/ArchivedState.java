package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.journal.chain.RecordedBlock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state after one block, out of the records of the blocks that changed what is asked for. Any
 * thread. Every answer may throw {@link io.kaizen.journal.chain.RecordDamageException}, which names
 * the block whose record is damaged, or {@link io.kaizen.journal.index.IndexDamageException}.
 */
final class ArchivedState implements StateView {
    private final long number;
    private final ChangeIndex index;
    private final Records records;
    private final StateView store;

    /**
     * @param number of a block that the index has
     * @param store for code alone, which has no versions
     */
    ArchivedState(long number, ChangeIndex index, Records records, StateView store) {
        this.number = number;
        this.index = index;
        this.records = records;
        this.store = store;
    }

    /** What the last block to change a location made of it. */
    private record Found<T>(long block, T change) {}

    /**
     * A block that the hash leads to, and which did not change the location, changed another one of
     * the same hash: the next lower one is asked.
     */
    private <T> @Nullable Found<T> newest(
            Hash location, Function<RecordedBlock, @Nullable T> changeIn) {
        long block = index.newest(location, number);
        while (block != ChangeIndex.NONE) {
            T change = changeIn.apply(records.get(block));
            if (change != null) {
                return new Found<>(block, change);
            }
            block = block == 0 ? ChangeIndex.NONE : index.newest(location, block - 1);
        }
        return null;
    }

    @Override
    public @Nullable Account account(Address address) {
        Found<AccountEffect> found =
                newest(Location.account(address), block -> block.change(address));
        return found == null ? null : found.change().after();
    }

    @Override
    public Word storage(Address address, Word slot) {
        Found<SlotEffect> found =
                newest(Location.slot(address, slot), block -> block.change(address, slot));
        boolean isGone =
                found == null || (index.isClearable(address) && cleared(address) > found.block());
        return isGone ? Word.ZERO : found.change().after();
    }

    /** The block that last removed the account with its storage. */
    private long cleared(Address address) {
        Found<AccountEffect> found =
                newest(
                        Location.storage(address),
                        block -> {
                            AccountEffect change = block.change(address);
                            return change == null || change.after() != null ? null : change;
                        });
        return found == null ? ChangeIndex.NONE : found.block();
    }

    /** The store may have been made from a snapshot, without code that only older blocks name. */
    @Override
    public Bytes code(Hash codeHash) {
        if (codeHash.equals(Hash.EMPTY_CODE)) {
            return Bytes.EMPTY;
        }
        Bytes stored = store.code(codeHash);
        if (!stored.isEmpty()) {
            return stored;
        }
        Found<Bytes> found = newest(Location.code(codeHash), block -> block.code(codeHash));
        return found == null ? Bytes.EMPTY : found.change();
    }

    /**
     * EIP-7610 asks this of accounts without nonce and code, which have storage from genesis or
     * none at all. An account that has either collides whatever its slots are: the answer is yes.
     */
    @Override
    public boolean hasStorage(Address address) {
        Account own = account(address);
        if (own == null) {
            return false;
        }
        return own.nonce() != 0
                || own.hasCode()
                || (index.isClearable(address) && cleared(address) == ChangeIndex.NONE);
    }
}
