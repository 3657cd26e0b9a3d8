package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.EmptyView;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The state after the last committed transaction, held in cells in front of a base view: as a
 * {@link StateView} it is for the owner alone; workers read the cells through {@link
 * SpeculativeView}.
 *
 * <p>The base must answer for whatever has been committed before its cells may be forgotten, see
 * {@link #mayForget}; it is read by all threads.
 */
final class HotState implements StateView {
    private final CellTable table;
    private final boolean mayForget;
    private volatile StateView base = EmptyView.INSTANCE;
    private volatile LateValues late = LateValues.NONE;

    /** Code deployed by runs that the base may not know yet; by hash, so it cannot be wrong. */
    private volatile Map<Hash, Bytes> code = new ConcurrentHashMap<>();

    private volatile Map<Hash, Bytes> olderCode = Map.of();

    /** Accounts whose storage was cleared as a whole: the base still has the old slots. */
    private final Set<Address> cleared = ConcurrentHashMap.newKeySet();

    private volatile boolean anyCleared;

    /**
     * @param cellsMax in each of two generations
     * @param mayForget whether the base learns of each committed transaction before the next; else
     *     nothing is ever forgotten, and the caller bounds what runs on it
     */
    HotState(int cellsMax, boolean mayForget) {
        this.table = new CellTable(cellsMax);
        this.mayForget = mayForget;
    }

    /**
     * Moves on to a block: over a base with everything committed so far, or, where nothing may be
     * forgotten, anew over another base. Owner.
     */
    void open(StateView blockBase, LateValues blockLate) {
        base = blockBase;
        late = blockLate;
        if (mayForget) {
            // A block later the base has it.
            olderCode = code;
            code = new ConcurrentHashMap<>();
        } else {
            table.clear();
            code.clear();
            cleared.clear();
            anyCleared = false;
        }
    }

    /**
     * Forgets, where it may, what the table has no room for. Between transactions: while one is
     * committed, cells are all that knows of it, and none must go before the base does too. Owner.
     */
    void settle() {
        if (mayForget && anyCleared) {
            // The base has cleared them too, and may have been given new slots since.
            cleared.clear();
            anyCleared = false;
        }
        table.maintain(mayForget);
    }

    CellTable.Generations generations() {
        return table.generations();
    }

    StateView base() {
        return base;
    }

    LateValues late() {
        return late;
    }

    int cells() {
        return table.size();
    }

    /** Places for cells in the young generation. */
    int capacity() {
        return table.capacity();
    }

    /** The cell, where there is room for it. Owner. */
    AccountCell accountCell(Address address) {
        return table.account(address);
    }

    /** The cell, where there is room for it. Owner. */
    SlotCell slotCell(Address address, Word slot) {
        return table.slot(address, slot);
    }

    /** The committed value, from the base where the cell has none. Any thread. */
    Object committed(AccountCell cell) {
        Object value = cell.committed();
        return value == null ? cell.load(AccountCell.value(base.account(cell.address))) : value;
    }

    /** The committed value, from the base where the cell has none. Any thread. */
    Word committed(SlotCell cell) {
        Object value = cell.committed();
        return (Word) (value == null ? cell.load(fromBase(cell.address, cell.slot)) : value);
    }

    private Word fromBase(Address address, Word slot) {
        return anyCleared && cleared.contains(address) ? Word.ZERO : base.storage(address, slot);
    }

    /** Makes deployed code known to all runs. Any thread, before its hash can be read anywhere. */
    void deploy(Map<Hash, Bytes> deployed) {
        if (!deployed.isEmpty()) {
            code.putAll(deployed);
        }
    }

    /** Forgets the storage of an account. Owner, before the account's new slots are committed. */
    void clearStorage(AccountCell cell) {
        cell.stored = false;
        cleared.add(cell.address);
        anyCleared = true;
        table.dropSlots(cell.address);
    }

    @Override
    public @Nullable Account account(Address address) {
        return AccountCell.account(committed(accountCell(address)));
    }

    @Override
    public Word storage(Address address, Word slot) {
        // Written from outside, block by block: not to be held.
        return late.isLate(address)
                ? base.storage(address, slot)
                : committed(slotCell(address, slot));
    }

    @Override
    public Bytes code(Hash codeHash) {
        Bytes deployed = code.get(codeHash);
        if (deployed == null) {
            deployed = olderCode.get(codeHash);
        }
        return deployed == null ? base.code(codeHash) : deployed;
    }

    @Override
    public boolean hasStorage(Address address) {
        return accountCell(address).stored
                || (!cleared.contains(address) && base.hasStorage(address));
    }
}
