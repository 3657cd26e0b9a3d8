package io.kaizen.exec.ledger;

import java.util.List;

/** One address of an access list and its slots (EIP-2930). */
public record AccessListEntry(Address address, List<Word> slots) {
    public AccessListEntry {
        slots = List.copyOf(slots);
    }
}
