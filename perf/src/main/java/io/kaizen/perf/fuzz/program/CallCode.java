package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Word;

/** Calls of every kind, to every kind of account, with gas from none to all. */
final class CallCode {
    /** PUSH1 a word of a call's operands. */
    private static final int PUSHES = 21;

    /** Reading GAS at the end, and dropping the flag. */
    private static final int AFTER = 4;

    private CallCode() {}

    static void write(Scene s) {
        if (s.dice.oneIn(8)) {
            measured(s);
            return;
        }
        int opcode = opcode(s);
        ranges(s);
        value(s, opcode);
        s.address();
        gas(s);
        s.code.op(opcode);
        after(s);
    }

    private static int opcode(Scene s) {
        int opcode =
                s.dice.pick(
                        Opcode.CALL,
                        Opcode.CALL,
                        Opcode.CALL,
                        Opcode.CALLCODE,
                        Opcode.DELEGATECALL,
                        Opcode.STATICCALL);
        return switch (opcode) {
            case Opcode.DELEGATECALL -> s.has(Revision.HOMESTEAD) ? opcode : Opcode.CALLCODE;
            case Opcode.STATICCALL -> s.has(Revision.BYZANTIUM) ? opcode : Opcode.CALL;
            default -> opcode;
        };
    }

    /** Output, then input. */
    private static void ranges(Scene s) {
        s.range();
        s.range();
    }

    private static void value(Scene s, int opcode) {
        if (opcode != Opcode.CALL && opcode != Opcode.CALLCODE) {
            return;
        }
        switch (s.dice.below(12)) {
            case 0, 1 -> s.code.push(1 + s.dice.below(3));
            case 2 -> s.code.op(Opcode.ADDRESS, Opcode.BALANCE);
            case 3 -> s.operand();
            default -> s.code.push(0);
        }
    }

    /** Seldom all there is: what fails keeps it. */
    static void gas(Scene s) {
        switch (s.dice.below(20)) {
            case 0, 1 -> s.code.push(0);
            case 2 -> s.code.push(s.dice.pick(699, 700, 2299, 2300, 2301));
            case 3 -> s.operand();
            case 4 -> s.code.push(Word.MAX);
            case 5, 6 -> s.code.op(Opcode.GAS);
            case 7, 8, 9 -> s.code.push(s.dice.pick(2, 4, 64)).op(Opcode.GAS, Opcode.DIV);
            case 10, 11, 12 -> s.code.push(s.dice.below(5_000));
            default -> s.code.push(s.dice.between(5_000, 100_000));
        }
    }

    /** The flag, and what came back. */
    static void after(Scene s) {
        if (s.dice.chance(60)) {
            Sinks.sink(s);
        }
        if (s.has(Revision.BYZANTIUM) && s.dice.chance(60)) {
            s.code.op(Opcode.RETURNDATASIZE);
            if (s.dice.oneIn(2)) {
                s.code.push(0).push(s.dice.below(200)).op(Opcode.RETURNDATACOPY);
            }
        }
    }

    /**
     * The same call twice: the second time with what the first has used, a little more or less. The
     * first one's whole price is left on the stack.
     */
    private static void measured(Scene s) {
        byte[] target = s.account().toArray();
        int opcode = s.has(Revision.BYZANTIUM) ? Opcode.STATICCALL : Opcode.CALL;
        int operands = opcode == Opcode.CALL ? 5 : 4;
        s.code.op(Opcode.GAS);
        plain(s, operands, target).push(50_000).op(opcode, Opcode.POP);
        s.code.op(Opcode.GAS, Opcode.SWAP1, Opcode.SUB);
        int access = s.has(Revision.BERLIN) ? s.dice.pick(100, 2600) : 700;
        int known = PUSHES + AFTER + access + s.dice.between(-4, 4);
        s.code.push(known).op(Opcode.SWAP1, Opcode.SUB);
        plain(s, operands, target).op(Opcode.DUP1 + operands + 1);
        s.code.op(opcode);
        after(s);
    }

    private static CodeWriter plain(Scene s, int zeros, byte[] target) {
        for (int i = 0; i < zeros; i++) {
            s.code.push(0);
        }
        return s.code.pushBytes(target);
    }

    /** To a precompile, with an input made for it. */
    static void precompile(Scene s) {
        PrecompileInput input = PrecompileInput.pick(s.dice, s.revision);
        int size = input.bytes().size();
        int at = s.dice.oneIn(4) ? s.dice.below(100) : 0;
        if (size > 0) {
            s.code.push(size).pushData(input.bytes().array()).push(at).op(Opcode.CODECOPY);
        }
        int opcode = s.dice.oneIn(2) ? Opcode.CALL : opcode(s);
        s.code.push(s.dice.pick(0, 1, 20, 32, 33, 64, 96, 128, 256, 300));
        s.code.push(s.dice.oneIn(3) ? at : s.dice.below(400));
        s.code.push(s.dice.oneIn(12) ? Math.max(0, size + s.dice.between(-40, 40)) : size);
        s.code.push(at);
        if (opcode == Opcode.CALL || opcode == Opcode.CALLCODE) {
            s.code.push(s.dice.oneIn(12) ? 1 : 0);
        }
        s.code.push(input.number());
        if (s.dice.oneIn(4)) {
            gas(s);
        } else {
            // Not all: a precompile that refuses its input keeps it.
            s.code.push(s.dice.between(60_000, 200_000));
        }
        s.code.op(opcode);
        result(s);
    }

    /** The flag, the size of the output and its hash. */
    private static void result(Scene s) {
        Sinks.sink(s);
        if (!s.has(Revision.BYZANTIUM)) {
            return;
        }
        s.code.op(Opcode.RETURNDATASIZE, Opcode.DUP1).push(0).push(0).op(Opcode.RETURNDATACOPY);
        s.code.op(Opcode.DUP1).push(0).op(Opcode.KECCAK256, Opcode.ADD);
    }
}
