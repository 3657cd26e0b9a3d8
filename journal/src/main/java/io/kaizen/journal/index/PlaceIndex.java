package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;

/**
 * Hashes to places, which are numbers from 0. One writer, any reader; entries stay.
 *
 * <p>Of a hash its first 128 bits are compared: finding two that share them takes 2^64 trials.
 */
public interface PlaceIndex {
    long ABSENT = -1;

    /** Adds an entry; the first place of a hash stays. */
    void put(Hash hash, long place);

    /** The place, or {@link #ABSENT}. */
    long get(Hash hash);
}
