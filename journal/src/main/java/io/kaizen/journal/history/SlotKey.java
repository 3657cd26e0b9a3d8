package io.kaizen.journal.history;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;

/** A storage slot of an account. */
record SlotKey(Address address, Word slot) {
    @Override
    public int hashCode() {
        return address.hashCode() * 31 + slot.hashCode();
    }
}
