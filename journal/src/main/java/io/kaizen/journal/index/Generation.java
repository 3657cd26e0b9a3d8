package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;

/** Entries on the heap that become a run. One writer, any reader. */
interface Generation {
    /** Adds an entry; the places of a hash come in ascending order. */
    void put(Hash hash, long place);

    /** The hash's greatest place up to {@code most}, or {@link PlaceIndex#ABSENT}. */
    long floor(Hash hash, long most);

    /** How many entries there are. The writer's thread. */
    long size();

    /**
     * All entries as {@link Triples}, ascending. The writer's thread, or any once nothing is added.
     */
    long[] sorted();
}
