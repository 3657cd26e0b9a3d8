package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import java.util.Arrays;

/**
 * Hashes to several places each, on the heap. The places of a hash are a list from the newest down;
 * every entry also points further back, so that a search takes a logarithmic number of steps
 * (Myers, "An applicative random-access stack", 1983). One writer, any reader.
 *
 * <pre>
 *   entry   | place | next older u32, jump u32 | depth |      the oldest: depth 0, both its own
 * </pre>
 */
final class PlaceLists implements Generation {
    private static final int WORDS = 3;
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    /** Each hash's newest entry. */
    private final HashIndex newest = new HashIndex();

    /** Grown before an entry is published through {@link #newest}, which readers ask first. */
    private long[][] chunks = {};

    private int size;

    @Override
    public void put(Hash hash, long place) {
        int older = (int) newest.get(hash);
        if (older >= 0 && place(older) >= place) {
            return;
        }
        int entry = size;
        if (entry >>> CHUNK_BITS == chunks.length) {
            long[][] grown = Arrays.copyOf(chunks, chunks.length + 1);
            grown[chunks.length] = new long[WORDS << CHUNK_BITS];
            chunks = grown;
        }
        long[] words = chunks[entry >>> CHUNK_BITS];
        int at = WORDS * (entry & CHUNK_MASK);
        int next = older < 0 ? entry : older;
        words[at] = place;
        words[at + 1] = (long) next << 32 | (older < 0 ? entry : jump(older));
        words[at + 2] = older < 0 ? 0 : depth(older) + 1;
        size = entry + 1;
        newest.set(hash, entry);
    }

    /** Where a new entry above this one points: beyond two jumps of one length, or here. */
    private int jump(int older) {
        int once = jumped(older);
        int twice = jumped(once);
        return depth(older) - depth(once) == depth(once) - depth(twice) ? twice : older;
    }

    @Override
    public long floor(Hash hash, long most) {
        int entry = (int) newest.get(hash);
        if (entry < 0) {
            return PlaceIndex.ABSENT;
        }
        while (place(entry) > most) {
            if (depth(entry) == 0) {
                return PlaceIndex.ABSENT;
            }
            int jumped = jumped(entry);
            entry = place(jumped) > most ? jumped : next(entry);
        }
        return place(entry);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long[] sorted() {
        long[] all = new long[Math.multiplyExact(Triples.WORDS, size)];
        int[] at = {0};
        newest.forEach((first, second, entry) -> at[0] = list(all, at[0], first, second, entry));
        return Triples.sorted(all);
    }

    /** Puts one hash's places in ascending order, and returns where the next hash goes. */
    private int list(long[] all, int at, long first, long second, long newestEntry) {
        int entry = (int) newestEntry;
        int end = at + Triples.WORDS * ((int) depth(entry) + 1);
        for (int to = end - Triples.WORDS; to >= at; to -= Triples.WORDS) {
            Triples.put(all, to, first, second, place(entry));
            entry = next(entry);
        }
        return end;
    }

    private long place(int entry) {
        return word(entry, 0);
    }

    private int next(int entry) {
        return (int) (word(entry, 1) >>> 32);
    }

    private int jumped(int entry) {
        return (int) word(entry, 1);
    }

    private long depth(int entry) {
        return word(entry, 2);
    }

    private long word(int entry, int word) {
        return chunks[entry >>> CHUNK_BITS][WORDS * (entry & CHUNK_MASK) + word];
    }
}
