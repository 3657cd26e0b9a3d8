package io.kaizen.config.statetest;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Says where two states differ. */
final class StateDifference {
    private static final int SHOWN_MAX = 6;

    private StateDifference() {}

    /** The first few differences on one line. */
    static String describe(MemoryState want, MemoryState have) {
        List<String> found = new ArrayList<>();
        Set<Address> addresses = new TreeSet<>(want.accounts().keySet());
        addresses.addAll(have.accounts().keySet());
        for (Address address : addresses) {
            Account wanted = want.account(address);
            Account had = have.account(address);
            if (!Objects.equals(wanted, had)) {
                found.add(address + " is " + had + ", want " + wanted);
            }
            Set<Word> slots = new TreeSet<>(want.slots(address).keySet());
            slots.addAll(have.slots(address).keySet());
            for (Word slot : slots) {
                Word wantedValue = want.storage(address, slot);
                Word value = have.storage(address, slot);
                if (!wantedValue.equals(value)) {
                    found.add(
                            address
                                    + "["
                                    + slot.quantity()
                                    + "] is "
                                    + value.quantity()
                                    + ", want "
                                    + wantedValue.quantity());
                }
            }
        }
        int shown = Math.min(SHOWN_MAX, found.size());
        return found.isEmpty() ? "states agree" : String.join("; ", found.subList(0, shown));
    }
}
