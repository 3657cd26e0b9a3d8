package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;

/**
 * Hashes to places, which are numbers from 0. One writer, any reader; entries stay.
 *
 * <p>Of a hash its first 128 bits are compared: finding two that share them takes 2^64 trials.
 */
public interface PlaceIndex {
    long ABSENT = -1;

    /** Adds an entry. A hash is put once: of a second place it is open which one is found. */
    void put(Hash hash, long place);

    /** The place, or {@link #ABSENT}. */
    long get(Hash hash);
}
