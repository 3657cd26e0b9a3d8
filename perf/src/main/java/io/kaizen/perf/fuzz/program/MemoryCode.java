package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;

/** Memory: words, copies, hashes, logs, and growth up to what the gas can pay. */
final class MemoryCode {
    private MemoryCode() {}

    static void write(Scene s) {
        switch (s.dice.below(8)) {
            case 0 -> {
                s.need(1);
                s.offset();
                s.code.op(Opcode.MSTORE8);
            }
            case 1, 2 -> {
                s.offset();
                s.code.op(Opcode.MLOAD);
            }
            case 3 -> hash(s);
            case 4 -> copy(s);
            case 5 -> log(s);
            default -> {
                s.need(1);
                s.offset();
                s.code.op(Opcode.MSTORE);
            }
        }
    }

    static void hash(Scene s) {
        s.range();
        s.code.op(Opcode.KECCAK256);
    }

    static void copy(Scene s) {
        int opcode =
                s.dice.pick(
                        Opcode.CALLDATACOPY,
                        Opcode.CODECOPY,
                        Opcode.EXTCODECOPY,
                        Opcode.RETURNDATACOPY,
                        Opcode.MCOPY);
        boolean known =
                switch (opcode) {
                    case Opcode.RETURNDATACOPY -> s.has(Revision.BYZANTIUM);
                    case Opcode.MCOPY -> s.has(Revision.CANCUN);
                    default -> true;
                };
        copyFrom(s, known ? opcode : Opcode.CODECOPY);
    }

    /** Size, source offset, target offset, and for EXTCODECOPY the account. */
    static void copyFrom(Scene s, int opcode) {
        if (opcode == Opcode.RETURNDATACOPY) {
            returned(s);
            return;
        }
        s.size();
        if (s.dice.oneIn(8)) {
            s.operand();
        } else {
            s.offset();
        }
        s.offset();
        if (opcode == Opcode.EXTCODECOPY) {
            s.address();
        }
        s.code.op(opcode);
    }

    /** It must not read past the end: exactly to it, one byte further, or anywhere. */
    private static void returned(Scene s) {
        switch (s.dice.below(6)) {
            case 0 -> {
                s.range();
                s.offset();
            }
            case 1 -> {
                // The size itself is one too many.
                s.code.op(Opcode.RETURNDATASIZE).push(1).op(Opcode.ADD).push(0);
                s.offset();
            }
            case 2 -> {
                s.code.push(0).op(Opcode.RETURNDATASIZE);
                s.offset();
            }
            default -> {
                s.code.op(Opcode.RETURNDATASIZE).push(0);
                s.offset();
            }
        }
        s.code.op(Opcode.RETURNDATACOPY);
    }

    static void log(Scene s) {
        int topics = s.dice.below(5);
        for (int i = 0; i < topics; i++) {
            s.operand();
        }
        s.range();
        s.code.op(Opcode.LOG0 + topics);
    }

    /** Far out: some hundred thousand bytes, or what no gas can pay. */
    static void expand(Scene s) {
        s.operand();
        if (s.dice.oneIn(3)) {
            s.operand();
        } else {
            s.code.push(s.dice.below(3_000_000));
        }
        s.code.op(s.dice.pick(Opcode.MSTORE, Opcode.MSTORE8));
    }
}
