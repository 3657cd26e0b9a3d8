package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;

/** Where results go so that a difference shows: memory, storage, logs, the next result. */
final class Sinks {
    private static final int SLOTS_IN_MEMORY = 16;

    private Sinks() {}

    /** Takes the top word. */
    static void sink(Scene s) {
        switch (s.dice.below(20)) {
            case 0 -> s.code.push(s.dice.below(4)).op(Opcode.SSTORE);
            case 1 -> transientOrMemory(s);
            case 2, 3 -> s.code.push(0).push(0).op(Opcode.LOG0 + 1);
            case 4, 5, 6 -> fold(s);
            case 7, 8 -> s.code.op(Opcode.POP);
            default -> memory(s);
        }
    }

    private static void memory(Scene s) {
        s.code.push(32L * s.dice.below(SLOTS_IN_MEMORY)).op(Opcode.MSTORE);
    }

    private static void transientOrMemory(Scene s) {
        if (s.has(Revision.CANCUN)) {
            s.code.push(s.dice.below(3)).op(Opcode.TSTORE);
        } else {
            memory(s);
        }
    }

    /** Into the word below. */
    private static void fold(Scene s) {
        if (s.available() < 2) {
            memory(s);
        } else {
            s.code.op(s.dice.pick(Opcode.XOR, Opcode.ADD, Opcode.SUB));
        }
    }

    /** The hash of all memory to a slot. */
    static void memoryHash(Scene s) {
        s.code.op(Opcode.MSIZE).push(0).op(Opcode.KECCAK256).push(7).op(Opcode.SSTORE);
    }
}
