package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.LocationHash;
import io.kaizen.exec.ledger.Word;

/** A storage slot as a location: its values are {@link Word}s. */
final class SlotCell extends Cell {
    final Address address;
    final Word slot;

    SlotCell(Address address, Word slot) {
        super(hash(address, slot));
        this.address = address;
        this.slot = slot;
    }

    static int hash(Address address, Word slot) {
        return LocationHash.of(slot.w3(), slot.w2(), slot.w1(), slot.w0(), address.hashCode());
    }
}
