package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;

/** How code ends. */
final class Endings {
    private static final int DUMPED_MAX = 24;

    private Endings() {}

    static void write(Scene s) {
        switch (s.dice.below(40)) {
            case 0, 1 -> s.code.op(Opcode.STOP);
            case 2, 3 -> runOff(s);
            case 4, 5, 6 -> fail(s);
            case 7 -> s.code.op(Opcode.INVALID);
            case 8, 9, 10 -> {
                s.address();
                s.code.op(Opcode.SELFDESTRUCT);
            }
            case 11 -> s.code.raw(truncatedPush(s.dice));
            case 12, 13 -> {
                s.range();
                s.code.op(Opcode.RETURN);
            }
            case 14, 15, 16, 17, 18 -> {
                dump(s);
                Sinks.memoryHash(s);
            }
            case 19, 20 -> {
                dump(s);
                s.code.op(Opcode.MSIZE).push(0).op(Opcode.LOG0);
            }
            case 21 -> s.code.op(s.dice.below(256));
            default -> {
                dump(s);
                s.code.op(Opcode.MSIZE).push(0).op(Opcode.RETURN);
            }
        }
    }

    private static void fail(Scene s) {
        if (s.has(Revision.BYZANTIUM)) {
            s.code.op(Opcode.MSIZE).push(0).op(Opcode.REVERT);
        } else {
            s.code.op(Opcode.INVALID);
        }
    }

    private static void runOff(Scene s) {
        s.need(1);
        s.code.op(Opcode.POP);
    }

    /** Its operand is missing: it reads zeros beyond the end. */
    private static byte[] truncatedPush(Dice dice) {
        int size = dice.between(1, 32);
        byte[] bytes = dice.bytes(1 + dice.below(size));
        bytes[0] = (byte) (Opcode.PUSH1 + size - 1);
        return bytes;
    }

    /** The stack to memory. */
    private static void dump(Scene s) {
        int words = Math.min(DUMPED_MAX, s.available());
        for (int i = 0; i < words; i++) {
            s.code.push(32L * i).op(Opcode.MSTORE);
        }
    }
}
