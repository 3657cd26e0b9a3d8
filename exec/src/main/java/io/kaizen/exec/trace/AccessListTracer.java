package io.kaizen.exec.trace;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The addresses and slots that a transaction touches and an access list (EIP-2930) would name, for
 * eth_createAccessList. Addresses that are warm anyway are left out unless slots of theirs are
 * named. Serves one transaction, on its thread; bounded by the gas that accesses cost.
 */
public final class AccessListTracer implements Tracer {
    private final Set<Address> excluded;
    private final TreeMap<Address, TreeSet<Word>> touched = new TreeMap<>();

    /**
     * @param excluded sender, recipient, fee recipient and precompiles
     */
    public AccessListTracer(Set<Address> excluded) {
        this.excluded = Set.copyOf(excluded);
    }

    /** Ascending by address and slot. */
    public List<AccessListEntry> accessList() {
        List<AccessListEntry> list = new ArrayList<>();
        touched.forEach(
                (address, slots) -> list.add(new AccessListEntry(address, List.copyOf(slots))));
        return list;
    }

    @Override
    public boolean wantsSteps() {
        return true;
    }

    @Override
    public void onStep(Step step) {
        switch (step.opcode()) {
            case Opcode.SLOAD, Opcode.SSTORE -> {
                if (step.stackSize() >= 1) {
                    touched.computeIfAbsent(step.address(), a -> new TreeSet<>())
                            .add(step.stack(0));
                }
            }
            case Opcode.BALANCE,
                    Opcode.EXTCODESIZE,
                    Opcode.EXTCODECOPY,
                    Opcode.EXTCODEHASH,
                    Opcode.SELFDESTRUCT ->
                    touch(step, 0);
            case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL ->
                    touch(step, 1);
            default -> {}
        }
    }

    private void touch(Step step, int operand) {
        if (step.stackSize() <= operand) {
            return;
        }
        Address address = Address.fromWord(step.stack(operand));
        if (!excluded.contains(address)) {
            touched.computeIfAbsent(address, a -> new TreeSet<>());
        }
    }
}
