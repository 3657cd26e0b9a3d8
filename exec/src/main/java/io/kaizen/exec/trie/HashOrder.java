package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import java.util.Arrays;

/**
 * Sorts by hashes: by as many leading bits as stand beside an index in a long, which decides nearly
 * always, then where these are equal by all.
 */
final class HashOrder {
    private HashOrder() {}

    /** The indices of the hashes in ascending order; equal ones in the order they stand. */
    static int[] of(Hash[] hashes) {
        int count = hashes.length;
        int indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        long indexMask = (1L << indexBits) - 1;
        long[] tagged = new long[count];
        for (int i = 0; i < count; i++) {
            // The sign turned, so that signed order is the order of unsigned values.
            tagged[i] = ((hashes[i].h3() ^ Long.MIN_VALUE) & ~indexMask) | i;
        }
        Arrays.sort(tagged);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int index = (int) (tagged[i] & indexMask);
            int at = i;
            while (at > 0 && hashes[order[at - 1]].compareTo(hashes[index]) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = index;
        }
        return order;
    }
}
