package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;

/**
 * Places on the heap, without an object for each: open addressing over primitive arrays, in parts
 * that grow one at a time, so that no insertion copies more than a small share.
 *
 * <p>Slots come from the compared bits and a secret of the process, so nobody can choose hashes
 * that fall together.
 */
public final class HashIndex implements PlaceIndex, Generation {

    private static final int PARTS = 256;
    private static final int PART_SLOTS_MIN = 16;
    private static final long EMPTY = 0;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Triples of the hash's first word, its second, and the value; a first word of 0 is free. */
    private static final class Part {
        final long[] triples;
        final int mask;
        int used;

        Part(int slots) {
            triples = new long[3 * slots];
            mask = slots - 1;
        }
    }

    private static final VarHandle PART = MethodHandles.arrayElementVarHandle(Part[].class);

    private final Part[] parts = new Part[PARTS];
    private final long secret = new SplittableRandom().nextLong();
    private long size;

    public HashIndex() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part(PART_SLOTS_MIN);
        }
    }

    @Override
    public void put(Hash hash, long place) {
        long first = first(hash);
        long mixed = mix(first, hash.h2());
        Part part = parts[(int) (mixed >>> 56)];
        if (part.used >= part.mask - (part.mask >>> 2)) {
            part = grown(part);
            PART.setRelease(parts, (int) (mixed >>> 56), part);
        }
        if (insert(part, mixed, first, hash.h2(), place)) {
            size++;
        }
    }

    @Override
    public long get(Hash hash) {
        long first = first(hash);
        long mixed = mix(first, hash.h2());
        Part part = (Part) PART.getAcquire(parts, (int) (mixed >>> 56));
        long[] triples = part.triples;
        for (int slot = (int) mixed & part.mask; ; slot = (slot + 1) & part.mask) {
            // Read first: it was written last.
            long there = (long) LONGS.getAcquire(triples, 3 * slot);
            if (there == EMPTY) {
                return ABSENT;
            }
            if (there == first && triples[3 * slot + 1] == hash.h2()) {
                return (long) LONGS.getAcquire(triples, 3 * slot + 2);
            }
        }
    }

    @Override
    public long floor(Hash hash, long most) {
        long place = get(hash);
        return place > most ? ABSENT : place;
    }

    /** Gives the hash another place, or its first. */
    void set(Hash hash, long place) {
        long first = first(hash);
        long mixed = mix(first, hash.h2());
        Part part = parts[(int) (mixed >>> 56)];
        int slot = slot(part, mixed, first, hash.h2());
        if (part.triples[3 * slot] == EMPTY) {
            put(hash, place);
        } else {
            // Publishes what the writer has put behind the place.
            LONGS.setRelease(part.triples, 3 * slot + 2, place);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long[] sorted() {
        long[] all = new long[Math.toIntExact(Triples.WORDS * size)];
        int[] at = {0};
        forEach((first, second, place) -> at[0] = Triples.put(all, at[0], first, second, place));
        return Triples.sorted(all);
    }

    /** Takes an entry. */
    @FunctionalInterface
    interface Entries {
        void take(long first, long second, long place);
    }

    /** All entries, in no order. The writer's thread, or any once nothing is added. */
    void forEach(Entries entries) {
        for (Part part : parts) {
            long[] triples = part.triples;
            for (int at = 0; at < triples.length; at += Triples.WORDS) {
                if (triples[at] != EMPTY) {
                    entries.take(triples[at], triples[at + 1], triples[at + 2]);
                }
            }
        }
    }

    private Part grown(Part old) {
        Part part = new Part(2 * (old.mask + 1));
        for (int at = 0; at < old.triples.length; at += 3) {
            long first = old.triples[at];
            if (first != EMPTY) {
                long second = old.triples[at + 1];
                insert(part, mix(first, second), first, second, old.triples[at + 2]);
            }
        }
        return part;
    }

    private static boolean insert(Part part, long mixed, long first, long second, long value) {
        long[] triples = part.triples;
        int slot = slot(part, mixed, first, second);
        if (triples[3 * slot] != EMPTY) {
            return false;
        }
        triples[3 * slot + 1] = second;
        triples[3 * slot + 2] = value;
        // Publishes the entry to whoever finds this word.
        LONGS.setRelease(triples, 3 * slot, first);
        part.used++;
        return true;
    }

    /** Where the hash is, or would be. The writer's thread. */
    private static int slot(Part part, long mixed, long first, long second) {
        long[] triples = part.triples;
        int slot = (int) mixed & part.mask;
        while (triples[3 * slot] != EMPTY
                && (triples[3 * slot] != first || triples[3 * slot + 1] != second)) {
            slot = (slot + 1) & part.mask;
        }
        return slot;
    }

    /** The first word of the hash, 0 apart. */
    static long first(Hash hash) {
        return hash.h3() == EMPTY ? 1 : hash.h3();
    }

    /**
     * The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over the secret and the key.
     */
    private long mix(long first, long second) {
        long z = first ^ Long.rotateLeft(second, 32) ^ secret;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
