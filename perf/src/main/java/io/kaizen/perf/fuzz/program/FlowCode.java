package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.perf.fuzz.program.CodeWriter.Label;

/** Jumps: blocks skipped, loops, subroutines, tables, and destinations that are none. */
final class FlowCode {
    private FlowCode() {}

    static void write(Scene s) {
        switch (s.dice.below(12)) {
            case 0, 1, 2 -> skip(s);
            case 3, 4, 5 -> loop(s);
            case 6 -> junk(s);
            case 7 -> computed(s);
            case 8 -> table(s);
            case 9 -> subroutine(s);
            case 10 -> nowhere(s);
            default -> endless(s);
        }
    }

    private static void skip(Scene s) {
        Label end = new Label();
        if (s.dice.oneIn(2)) {
            s.code.push(s.dice.below(2));
        } else {
            s.need(1);
        }
        s.code.push(end).op(Opcode.JUMPI);
        if (s.mayNest()) {
            s.block(1 + s.dice.below(3));
        } else {
            s.code.push(1).op(Opcode.POP);
        }
        s.code.place(end);
    }

    static void loop(Scene s) {
        if (!s.mayNest()) {
            skip(s);
            return;
        }
        Label start = new Label();
        s.code.push(1 + s.dice.below(s.dice.oneIn(10) ? 500 : 12));
        s.code.place(start);
        s.block(1 + s.dice.below(3));
        s.code.push(1).op(Opcode.SWAP1, Opcode.SUB, Opcode.DUP1).push(start).op(Opcode.JUMPI);
        s.code.op(Opcode.POP);
    }

    /** Bytes that never run; where they end in a PUSH, it swallows the destination behind them. */
    private static void junk(Scene s) {
        Label end = new Label();
        s.code.push(end).op(Opcode.JUMP);
        s.code.raw(s.dice.bytes(s.dice.below(40)));
        if (s.dice.chance(70)) {
            s.code.raw(new byte[32]);
        }
        s.code.place(end);
    }

    private static void computed(Scene s) {
        Label target = new Label();
        int delta = s.dice.below(1000);
        s.code.push(target, -delta).push(delta).op(Opcode.ADD);
        // Above 16 bits a negative sum wraps: cut it as the label is cut.
        s.code.push(0xffff).op(Opcode.AND);
        s.code.op(Opcode.JUMP).place(target);
    }

    /** Four pads of seven bytes, chosen by a word of the calldata. */
    private static void table(Scene s) {
        Label base = new Label();
        Label end = new Label();
        s.offset();
        s.code.op(Opcode.CALLDATALOAD).push(3).op(Opcode.AND).push(7).op(Opcode.MUL);
        s.code.push(base).op(Opcode.ADD, Opcode.JUMP);
        int height = s.code.height();
        for (int i = 0; i < 4; i++) {
            if (i == 0) {
                s.code.place(base);
            } else {
                s.code.op(Opcode.JUMPDEST);
            }
            s.code.setHeight(height);
            s.code.push(i).push(end).op(Opcode.JUMP);
        }
        s.code.place(end);
    }

    /** Called from two places. */
    private static void subroutine(Scene s) {
        if (!s.mayNest()) {
            skip(s);
            return;
        }
        Label entry = new Label();
        Label first = new Label();
        Label second = new Label();
        s.code.push(first).push(entry).op(Opcode.JUMP);
        s.code.place(first);
        int height = s.code.height();
        s.code.setHeight(height - 1);
        s.code.push(second).push(entry).op(Opcode.JUMP);
        s.code.place(entry);
        s.block(1 + s.dice.below(2));
        s.code.op(Opcode.JUMP);
        s.code.place(second);
    }

    /** Into a constant, into the middle, beyond the end, or not taken at all. */
    private static void nowhere(Scene s) {
        boolean conditional = s.dice.chance(70);
        if (conditional) {
            s.code.push(s.dice.oneIn(4) ? 1 : 0);
        }
        switch (s.dice.below(3)) {
            case 0 -> s.operand();
            case 1 -> s.code.push(s.dice.below(s.code.size() + 64));
            // Its own operand is a JUMPDEST, and is none.
            default -> s.code.push(s.code.size() + 4L).pushBytes(new byte[] {0x5b}).op(Opcode.POP);
        }
        s.code.op(conditional ? Opcode.JUMPI : Opcode.JUMP);
    }

    /** Until the gas, or the stack, is at its end. */
    private static void endless(Scene s) {
        if (s.dice.chance(85)) {
            loop(s);
            return;
        }
        Label start = new Label();
        int height = s.code.height();
        s.code.place(start);
        switch (s.dice.below(4)) {
            case 0 -> s.code.op(Opcode.GAS);
            case 1 -> s.code.op(Opcode.MSIZE, Opcode.MLOAD, Opcode.POP);
            case 2 -> s.operand();
            default -> {}
        }
        s.code.push(start).op(Opcode.JUMP);
        s.code.setHeight(height);
    }
}
