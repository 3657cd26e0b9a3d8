package io.kaizen.exec.state;

import io.kaizen.exec.ledger.LocationHash;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;

/**
 * Storage slots by account number and slot key: entries in one flat array, found through open
 * addressing with linear probing. Entry numbers are stable until {@link #clear}.
 *
 * <pre>
 *   limb   0     4          8         12                          13
 *          | key | original | current | logged : 32, account : 32 | warm |
 * </pre>
 *
 * One thread. Nothing is allocated but by growth; what a large transaction grew is given back.
 */
final class SlotTable {
    private static final int STRIDE = 14;
    private static final int ORIGINAL = 4;
    private static final int CURRENT = 8;
    private static final int ACCOUNT = 12;
    private static final int WARM = 13;
    private static final int CAPACITY_MIN = 64;
    private static final int CAPACITY_KEPT = 1 << 14;

    private long[] entries = new long[CAPACITY_MIN * STRIDE];
    // Entry number plus one, 0 where free; twice as many places as entries.
    private int[] index = new int[CAPACITY_MIN * 2];
    private int count;

    void clear() {
        if (index.length > CAPACITY_KEPT * 2) {
            entries = new long[CAPACITY_MIN * STRIDE];
            index = new int[CAPACITY_MIN * 2];
        } else if (count > 0) {
            Arrays.fill(index, 0);
        }
        count = 0;
    }

    int count() {
        return count;
    }

    /** The entry's number, or -1. */
    int find(int account, long k3, long k2, long k1, long k0) {
        int mask = index.length - 1;
        int at = place(account, k3, k2, k1, k0) & mask;
        while (index[at] != 0) {
            int e = (index[at] - 1) * STRIDE;
            if (entries[e + 3] == k0
                    && entries[e + 2] == k1
                    && entries[e + 1] == k2
                    && entries[e] == k3
                    && (int) entries[e + ACCOUNT] == account) {
                return index[at] - 1;
            }
            at = (at + 1) & mask;
        }
        return -1;
    }

    /** Adds an entry that is not there yet, cold, with the value as original and current. */
    int add(int account, long k3, long k2, long k1, long k0, Word value) {
        if ((count + 1) * STRIDE > entries.length) {
            grow();
        }
        int e = count * STRIDE;
        entries[e] = k3;
        entries[e + 1] = k2;
        entries[e + 2] = k1;
        entries[e + 3] = k0;
        put(e + ORIGINAL, value);
        put(e + CURRENT, value);
        entries[e + ACCOUNT] = account;
        entries[e + WARM] = 0;
        link(count);
        return count++;
    }

    private void put(int at, Word value) {
        entries[at] = value.w3();
        entries[at + 1] = value.w2();
        entries[at + 2] = value.w1();
        entries[at + 3] = value.w0();
    }

    private void link(int entry) {
        int e = entry * STRIDE;
        int mask = index.length - 1;
        int account = (int) entries[e + ACCOUNT];
        int at = place(account, entries[e], entries[e + 1], entries[e + 2], entries[e + 3]) & mask;
        while (index[at] != 0) {
            at = (at + 1) & mask;
        }
        index[at] = entry + 1;
    }

    private void grow() {
        entries = Arrays.copyOf(entries, entries.length * 2);
        index = new int[index.length * 2];
        for (int entry = 0; entry < count; entry++) {
            link(entry);
        }
    }

    private static int place(int account, long k3, long k2, long k1, long k0) {
        return LocationHash.of(k3, k2, k1, k0, account);
    }

    int account(int entry) {
        return (int) entries[entry * STRIDE + ACCOUNT];
    }

    /** Where its last undo record begins, plus one; 0 for none. */
    int logged(int entry) {
        return (int) (entries[entry * STRIDE + ACCOUNT] >>> 32);
    }

    void setLogged(int entry, int place) {
        int at = entry * STRIDE + ACCOUNT;
        entries[at] = (entries[at] & 0xffffffffL) | (long) place << 32;
    }

    /** Pushes the current value on the log. */
    void log(int entry, UndoLog undo, int kind) {
        int at = entry * STRIDE + CURRENT;
        setLogged(entry, undo.size() + 1);
        undo.push(kind, entry, entries[at], entries[at + 1], entries[at + 2], entries[at + 3]);
    }

    boolean isWarm(int entry) {
        return entries[entry * STRIDE + WARM] != 0;
    }

    void setWarm(int entry, boolean warm) {
        entries[entry * STRIDE + WARM] = warm ? 1 : 0;
    }

    Word key(int entry) {
        return word(entry * STRIDE);
    }

    Word original(int entry) {
        return word(entry * STRIDE + ORIGINAL);
    }

    Word current(int entry) {
        return word(entry * STRIDE + CURRENT);
    }

    private Word word(int at) {
        return new Word(entries[at], entries[at + 1], entries[at + 2], entries[at + 3]);
    }

    void copyCurrent(int entry, long[] target, int at) {
        System.arraycopy(entries, entry * STRIDE + CURRENT, target, at, 4);
    }

    void setCurrent(int entry, long[] source, int at) {
        System.arraycopy(source, at, entries, entry * STRIDE + CURRENT, 4);
    }

    boolean currentEquals(int entry, long[] other, int at) {
        return same(entry * STRIDE + CURRENT, other, at);
    }

    boolean originalEquals(int entry, long[] other, int at) {
        return same(entry * STRIDE + ORIGINAL, other, at);
    }

    boolean isChanged(int entry) {
        return !same(entry * STRIDE + ORIGINAL, entries, entry * STRIDE + CURRENT);
    }

    boolean currentIsZero(int entry) {
        return isZero(entry * STRIDE + CURRENT);
    }

    boolean originalIsZero(int entry) {
        return isZero(entry * STRIDE + ORIGINAL);
    }

    private boolean isZero(int at) {
        return (entries[at] | entries[at + 1] | entries[at + 2] | entries[at + 3]) == 0;
    }

    private boolean same(int at, long[] other, int from) {
        return ((entries[at] ^ other[from])
                        | (entries[at + 1] ^ other[from + 1])
                        | (entries[at + 2] ^ other[from + 2])
                        | (entries[at + 3] ^ other[from + 3]))
                == 0;
    }
}
