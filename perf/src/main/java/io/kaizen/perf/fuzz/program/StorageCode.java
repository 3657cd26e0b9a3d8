package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;

/** Storage and transient storage: few slots and few values, so that originals come back. */
final class StorageCode {
    private StorageCode() {}

    static void write(Scene s) {
        switch (s.dice.below(8)) {
            case 0, 1, 2 -> {
                s.slot();
                s.code.op(Opcode.SLOAD);
            }
            case 3 -> transientSlot(s);
            default -> store(s);
        }
    }

    private static void store(Scene s) {
        switch (s.dice.below(4)) {
            case 0 -> s.need(1);
            case 1 -> s.code.push(0);
            // The values that programs' accounts begin with.
            default -> s.code.push(s.dice.below(4));
        }
        s.slot();
        s.code.op(Opcode.SSTORE);
    }

    static void transientSlot(Scene s) {
        if (!s.has(Revision.CANCUN)) {
            store(s);
        } else if (s.dice.oneIn(2)) {
            s.slot();
            s.code.op(Opcode.TLOAD);
        } else {
            s.need(1);
            s.slot();
            s.code.op(Opcode.TSTORE);
        }
    }
}
