package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All cells by address and slot, in two generations: a cell that is used is, or moves, in the young
 * one. Any thread finds and adds; the owner {@linkplain #maintain turns} the generations, which
 * forgets what was not used for a whole generation.
 *
 * <p>A generation is an open-addressing table that only ever gains entries, by CAS from null. The
 * owner {@linkplain #maintain looks after it} between transactions, so that it is half full at
 * most, save for what is added until the next look: at three quarters workers give up, and at seven
 * eighths the owner, which cannot, {@linkplain #makeRoom moves} to a larger one. Bound: two
 * generations of {@code cellsMax}, and what the transaction under way uses beyond them.
 *
 * <p>Whoever still works on generations that are over may add cells that nobody else will see:
 * {@link Generations} are compared by identity to tell.
 */
final class CellTable {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Cell[].class);
    private static final int CAPACITY_MIN = 1 << 14;

    /** A quarter of a table has to hold one cell for each worker that adds at the same time. */
    private static final int CELLS_MAX_MIN = 64;

    private final int capacityMax;
    private volatile Generations generations;

    /** One state of the table as a whole. */
    static final class Generations {
        private final @Nullable Cell[] young;
        private final @Nullable Cell[] old;
        private final AtomicInteger used = new AtomicInteger();

        /** Beyond so many cells workers give up. */
        private final int limit;

        Generations(int capacity, @Nullable Cell[] old) {
            this.young = new Cell[capacity];
            this.old = old;
            this.limit = capacity - capacity / 4;
        }

        /** For workers, which give up where the table is too full. */
        AccountCell account(Address address) {
            return account(address, limit);
        }

        /** For workers, which give up where the table is too full. */
        SlotCell slot(Address address, Word slot) {
            return slot(address, slot, limit);
        }

        private AccountCell account(Address address, int usedMax) {
            Cell found = find(young, address.hashCode(), address, null);
            if (found == null) {
                found = find(old, address.hashCode(), address, null);
                found = found == null ? new AccountCell(address) : found;
                found = add(found, address, null, usedMax);
            }
            return (AccountCell) found;
        }

        private SlotCell slot(Address address, Word slot, int usedMax) {
            int hash = SlotCell.hash(address, slot);
            Cell found = find(young, hash, address, slot);
            if (found == null) {
                found = find(old, hash, address, slot);
                found = found == null ? new SlotCell(address, slot) : found;
                found = add(found, address, slot, usedMax);
            }
            return (SlotCell) found;
        }

        private static @Nullable Cell find(
                @Nullable Cell[] table, int hash, Address address, @Nullable Word slot) {
            int mask = table.length - 1;
            for (int probe = 0; probe <= mask; probe++) {
                Cell cell = (Cell) ENTRY.getAcquire(table, (hash + probe) & mask);
                if (cell == null) {
                    return null;
                }
                if (cell.hash == hash && matches(cell, address, slot)) {
                    return cell;
                }
            }
            return null;
        }

        private static boolean matches(Cell cell, Address address, @Nullable Word slot) {
            return switch (cell) {
                case AccountCell account -> slot == null && account.address.equals(address);
                case SlotCell other ->
                        slot != null && other.slot.equals(slot) && other.address.equals(address);
            };
        }

        /** Adds the cell unless its location has one by now; the one that is there. */
        private Cell add(Cell cell, Address address, @Nullable Word slot, int usedMax) {
            int mask = young.length - 1;
            if (used.get() > usedMax) {
                throw new GivenUp();
            }
            for (int probe = 0; probe <= mask; probe++) {
                int at = (cell.hash + probe) & mask;
                Cell there = (Cell) ENTRY.compareAndExchange(young, at, null, cell);
                if (there == null) {
                    used.incrementAndGet();
                    return cell;
                }
                if (there.hash == cell.hash && matches(there, address, slot)) {
                    return there;
                }
            }
            throw new IllegalStateException("no room among " + young.length + " cells");
        }
    }

    /**
     * @param cellsMax in a generation, rounded up to a power of two
     */
    CellTable(int cellsMax) {
        this.capacityMax = capacityFor(cellsMax);
        this.generations = new Generations(Math.min(CAPACITY_MIN, capacityMax), new Cell[1]);
    }

    private static int capacityFor(int cells) {
        return Integer.highestOneBit(Math.max(cells, CELLS_MAX_MIN) - 1) << 2;
    }

    Generations generations() {
        return generations;
    }

    /** Cells in the young generation. */
    int size() {
        return generations.used.get();
    }

    /** Places in the young generation. */
    int capacity() {
        return generations.young.length;
    }

    /** The cell, where there is room for it. Owner only. */
    AccountCell account(Address address) {
        return makeRoom().account(address, Integer.MAX_VALUE);
    }

    /** The cell, where there is room for it. Owner only. */
    SlotCell slot(Address address, Word slot) {
        return makeRoom().slot(address, slot, Integer.MAX_VALUE);
    }

    /** Moves to a larger table where this one is all but full; forgets nothing. */
    private Generations makeRoom() {
        Generations now = generations;
        int capacity = now.young.length;
        if (now.used.get() >= capacity - capacity / 8) {
            generations = copy(now, capacity * 2, cell -> true);
        }
        return generations;
    }

    /**
     * Where the young generation is half full: a larger one, or, at the largest, the next one.
     * Owner only, between transactions: what is forgotten is then read from the base.
     *
     * @param mayForget whether the base answers for every committed value by now
     */
    void maintain(boolean mayForget) {
        Generations now = generations;
        int capacity = now.young.length;
        boolean largest = mayForget && capacity >= capacityMax;
        if (now.used.get() < (largest ? capacityMax : capacity) / 2) {
            return;
        }
        generations =
                largest
                        ? new Generations(capacityMax, now.young)
                        : copy(now, capacity * 2, cell -> true);
    }

    /** Forgets everything. Owner only. */
    void clear() {
        generations = new Generations(Math.min(CAPACITY_MIN, capacityMax), new Cell[1]);
    }

    /** Forgets every cell of the account's storage. Owner only. */
    void dropSlots(Address address) {
        Generations now = generations;
        generations =
                copy(
                        now,
                        now.young.length,
                        cell -> !(cell instanceof SlotCell s && s.address.equals(address)));
    }

    /** A young generation of what is kept of both, no more than half full. */
    private static Generations copy(Generations from, int capacityMin, Predicate<Cell> keep) {
        int count = count(from.young, keep) + count(from.old, keep);
        int capacity = capacityMin;
        while (count >= capacity / 2) {
            capacity = Math.multiplyExact(capacity, 2);
        }
        Generations to = new Generations(capacity, new Cell[1]);
        insertAll(from.young, to, keep);
        insertAll(from.old, to, keep);
        return to;
    }

    private static int count(@Nullable Cell[] cells, Predicate<Cell> keep) {
        int count = 0;
        for (int i = 0; i < cells.length; i++) {
            Cell cell = (Cell) ENTRY.getAcquire(cells, i);
            count += cell != null && keep.test(cell) ? 1 : 0;
        }
        return count;
    }

    private static void insertAll(@Nullable Cell[] cells, Generations to, Predicate<Cell> keep) {
        for (int i = 0; i < cells.length; i++) {
            Cell cell = (Cell) ENTRY.getAcquire(cells, i);
            if (cell != null && keep.test(cell)) {
                switch (cell) {
                    case AccountCell a -> to.add(a, a.address, null, Integer.MAX_VALUE);
                    case SlotCell s -> to.add(s, s.address, s.slot, Integer.MAX_VALUE);
                }
            }
        }
    }
}
