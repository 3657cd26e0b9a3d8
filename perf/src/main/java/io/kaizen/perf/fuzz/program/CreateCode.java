package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.GasSchedule;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;

/** CREATE and CREATE2, and what is done with the new contract. */
final class CreateCode {
    private CreateCode() {}

    static void write(Scene s) {
        byte[] init = InitCode.pick(s.dice, s.cast, s.revision);
        boolean salted = s.has(Revision.CONSTANTINOPLE) && s.dice.oneIn(2);
        if (init.length > 0) {
            s.code.push(init.length).pushData(init).push(0).op(Opcode.CODECOPY);
        }
        int salt = s.dice.below(2);
        create(s, init.length, salted, salt);
        use(s);
        if (s.dice.oneIn(5)) {
            // Once more: with the same salt it collides, unless the first one failed.
            create(s, init.length, salted, salt);
            use(s);
        }
    }

    private static void create(Scene s, int size, boolean salted, int salt) {
        if (salted) {
            s.code.push(salt);
        }
        if (s.dice.oneIn(15)) {
            s.range();
        } else if (s.dice.oneIn(40)) {
            s.code.push(GasSchedule.INIT_CODE_SIZE_MAX + s.dice.between(0, 1)).push(0);
        } else {
            s.code.push(size).push(0);
        }
        s.code.push(s.dice.oneIn(4) ? s.dice.below(3) : 0);
        s.code.op(salted ? Opcode.CREATE2 : Opcode.CREATE);
    }

    private static void use(Scene s) {
        if (s.has(Revision.BYZANTIUM) && s.dice.oneIn(3)) {
            s.code.op(Opcode.RETURNDATASIZE);
            Sinks.sink(s);
        }
        switch (s.dice.below(6)) {
            case 0 -> s.code.op(Opcode.DUP1, Opcode.EXTCODESIZE);
            case 1 -> s.code.op(Opcode.DUP1, Opcode.BALANCE);
            case 2, 3 -> {
                for (int i = 0; i < 4; i++) {
                    s.code.push(0);
                }
                s.code.push(s.dice.oneIn(4) ? 1 : 0).op(Opcode.DUP1 + 5);
                CallCode.gas(s);
                s.code.op(Opcode.CALL);
            }
            case 4 -> Sinks.sink(s);
            default -> {}
        }
    }
}
