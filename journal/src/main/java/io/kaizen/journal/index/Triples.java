package io.kaizen.journal.index;

import java.util.Arrays;

/**
 * Entries of an index as primitive words, ascending: the hash's first word, its second (both
 * unsigned) and the place.
 */
final class Triples {
    static final int WORDS = 3;

    /**
     * Buckets that hold more are sorted by comparison: somebody chose hashes that fall together.
     */
    private static final int BUCKET_MAX = 64;

    private Triples() {}

    /** Puts an entry and returns where the next one goes. */
    static int put(long[] words, int at, long first, long second, long place) {
        words[at] = first;
        words[at + 1] = second;
        words[at + 2] = place;
        return at + WORDS;
    }

    /**
     * Sorts by distribution: hashes are uniform, so that a bucket for each leading bit pattern
     * holds about two of them. Entries of one hash stay in the order in which they are.
     */
    static long[] sorted(long[] words) {
        int count = words.length / WORDS;
        int bits = Math.max(1, 31 - Integer.numberOfLeadingZeros(Math.max(2, count / 2)));
        int[] ends = new int[(1 << bits) + 1];
        for (int i = 0; i < count; i++) {
            ends[(int) (words[WORDS * i] >>> (64 - bits)) + 1]++;
        }
        for (int bucket = 1; bucket < ends.length; bucket++) {
            ends[bucket] += ends[bucket - 1];
        }
        long[] sorted = new long[words.length];
        for (int i = 0; i < count; i++) {
            int bucket = (int) (words[WORDS * i] >>> (64 - bits));
            System.arraycopy(words, WORDS * i, sorted, WORDS * ends[bucket]++, WORDS);
        }
        int from = 0;
        for (int bucket = 0; bucket < ends.length - 1; bucket++) {
            sortBucket(sorted, from, ends[bucket]);
            from = ends[bucket];
        }
        return sorted;
    }

    private static void sortBucket(long[] words, int from, int to) {
        if (to - from > BUCKET_MAX) {
            sortByComparison(words, from, to);
            return;
        }
        long[] held = new long[WORDS];
        for (int i = from + 1; i < to; i++) {
            System.arraycopy(words, WORDS * i, held, 0, WORDS);
            int at = i;
            while (at > from && compare(words, at - 1, held[0], held[1]) > 0) {
                System.arraycopy(words, WORDS * (at - 1), words, WORDS * at, WORDS);
                at--;
            }
            System.arraycopy(held, 0, words, WORDS * at, WORDS);
        }
    }

    private static void sortByComparison(long[] words, int from, int to) {
        long[][] rows = new long[to - from][];
        for (int i = from; i < to; i++) {
            rows[i - from] = Arrays.copyOfRange(words, WORDS * i, WORDS * (i + 1));
        }
        Arrays.sort(rows, (a, b) -> compare(a, 0, b[0], b[1]));
        for (int i = from; i < to; i++) {
            System.arraycopy(rows[i - from], 0, words, WORDS * i, WORDS);
        }
    }

    private static int compare(long[] words, int at, long first, long second) {
        return compare(words[WORDS * at], words[WORDS * at + 1], first, second);
    }

    static int compare(long first, long second, long otherFirst, long otherSecond) {
        int order = Long.compareUnsigned(first, otherFirst);
        return order != 0 ? order : Long.compareUnsigned(second, otherSecond);
    }
}
