package io.kaizen.exec.state;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.HashSet;
import java.util.Set;

/**
 * What a transaction's access list names (EIP-2930) and nobody has looked at yet: it is warm when
 * it is first loaded, and what is never loaded is never read. One thread.
 */
final class ListedAccess {
    private record Slot(Address address, Word key) {}

    private final Set<Address> addresses = new HashSet<>();
    private final Set<Slot> slots = new HashSet<>();

    void clear() {
        if (!addresses.isEmpty()) {
            addresses.clear();
            slots.clear();
        }
    }

    void add(Address address) {
        addresses.add(address);
    }

    void add(Address address, Word key) {
        slots.add(new Slot(address, key));
    }

    boolean has(Address address) {
        return !addresses.isEmpty() && addresses.contains(address);
    }

    boolean has(Address address, Word key) {
        return !slots.isEmpty() && slots.contains(new Slot(address, key));
    }
}
