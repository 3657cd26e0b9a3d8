package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import java.util.List;
import java.util.Objects;

/** Arithmetic, the stack, and what can be read of the block, the transaction and accounts. */
final class PlainCode {
    private PlainCode() {}

    static void arithmetic(Scene s) {
        List<Integer> opcodes = Instruction.range(s.revision, Opcode.ADD, Opcode.CLZ);
        int count = 1 + s.dice.below(6);
        for (int i = 0; i < count; i++) {
            int opcode = s.dice.pick(opcodes);
            operands(s, opcode);
            s.code.op(opcode);
        }
    }

    /** Fresh edge values or what lies there; shifts and byte indices are often small. */
    private static void operands(Scene s, int opcode) {
        Instruction instruction = Objects.requireNonNull(Instruction.of(opcode));
        if (s.dice.chance(50)) {
            for (int i = 0; i < instruction.in(); i++) {
                s.operand();
            }
        }
        s.need(instruction.in());
        boolean shifts = opcode >= Opcode.SHL && opcode <= Opcode.SAR;
        boolean indexes = opcode == Opcode.BYTE || opcode == Opcode.SIGNEXTEND;
        if ((shifts || indexes) && s.dice.chance(70)) {
            s.code.op(Opcode.POP).push(shifts ? bits(s.dice) : index(s.dice));
        }
    }

    private static int index(Dice dice) {
        return dice.oneIn(2) ? dice.pick(0, 1, 7, 8, 15, 16, 29, 30, 31, 32) : dice.below(36);
    }

    private static int bits(Dice dice) {
        return dice.oneIn(2)
                ? dice.pick(0, 1, 63, 64, 65, 127, 128, 191, 192, 193, 254, 255, 256, 257)
                : dice.below(260);
    }

    static void stack(Scene s) {
        int n = 1 + s.dice.below(s.dice.oneIn(4) ? 16 : 4);
        if (s.dice.oneIn(2)) {
            s.need(n);
            s.code.op(Opcode.DUP1 + n - 1);
        } else {
            s.need(n + 1);
            s.code.op(Opcode.SWAP1 + n - 1);
        }
    }

    /**
     * A word of the block, the transaction, the frame, and the gas left, which shows all prices.
     */
    static void environment(Scene s) {
        List<Integer> opcodes =
                s.dice.oneIn(3)
                        ? List.of(Opcode.GAS, Opcode.PC, Opcode.MSIZE)
                        : Instruction.range(s.revision, Opcode.ADDRESS, Opcode.BLOBBASEFEE);
        int opcode = s.dice.pick(opcodes);
        Instruction instruction = Objects.requireNonNull(Instruction.of(opcode));
        switch (opcode) {
            case Opcode.BALANCE, Opcode.EXTCODESIZE, Opcode.EXTCODEHASH -> s.address();
            case Opcode.BLOCKHASH -> blockNumber(s);
            case Opcode.CALLDATALOAD, Opcode.BLOBHASH -> s.offset();
            case Opcode.CALLDATACOPY,
                    Opcode.CODECOPY,
                    Opcode.RETURNDATACOPY,
                    Opcode.EXTCODECOPY -> {
                MemoryCode.copyFrom(s, opcode);
                return;
            }
            default -> s.need(instruction.in());
        }
        s.code.op(opcode);
    }

    private static void blockNumber(Scene s) {
        if (s.dice.oneIn(6)) {
            s.operand();
        } else {
            int back = s.dice.oneIn(2) ? s.dice.below(260) : s.dice.pick(0, 1, 255, 256, 257);
            s.code.push(back).op(Opcode.NUMBER, Opcode.SUB);
        }
    }

    /** The price of a stretch of code to the stack. */
    static void measured(Scene s) {
        s.code.op(Opcode.GAS);
        s.block(1);
        s.code.op(Opcode.GAS, Opcode.SWAP1, Opcode.SUB);
    }

    /** Any opcode, defined or not, whether its operands are there or not. */
    static void any(Scene s) {
        if (s.dice.oneIn(6)) {
            s.code.op(s.dice.below(256));
        } else {
            environment(s);
        }
    }

    static void account(Scene s) {
        int opcode = s.dice.pick(Opcode.BALANCE, Opcode.EXTCODESIZE, Opcode.EXTCODEHASH);
        boolean known = opcode != Opcode.EXTCODEHASH || s.has(Revision.CONSTANTINOPLE);
        s.address();
        s.code.op(known ? opcode : Opcode.BALANCE);
    }
}
