package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;

/**
 * One input in the total order, as read back and verified.
 *
 * @param position from 1
 * @param intakeTimeNs wall clock, nanoseconds since 1970; decides nothing
 * @param previous hash of the entry before
 * @param hash of this entry: the identity of history up to here
 */
public record OrderEntry(long position, long intakeTimeNs, Hash previous, Hash hash, Body body) {

    public sealed interface Body {
        record Open(BlockOpening opening) implements Body {}

        record Close(long number) implements Body {}

        /**
         * @param hash of {@code raw}, as intake computed it
         * @param raw the canonical encoding
         */
        record Ordered(Address sender, Hash hash, Bytes raw) implements Body {}

        /** A kind whose payload this version does not interpret. */
        record Reserved(EntryKind kind, Bytes payload) implements Body {}
    }
}
