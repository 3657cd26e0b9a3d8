package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.GasSchedule;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import java.util.Arrays;

/** Init code: what deploys something, what must not, and what is of a size at the limit. */
final class InitCode {
    private static final int EOF_PREFIX = 0xef;

    private InitCode() {}

    static byte[] pick(Dice dice, Cast cast, Revision revision) {
        return switch (dice.below(20)) {
            case 0 -> new byte[0];
            case 1 -> dice.bytes(dice.below(80));
            case 2 -> returning(new byte[] {(byte) EOF_PREFIX, 0});
            case 3 -> returning(dice.bytes(1 + dice.below(64)));
            case 4 -> sized(dice.below(3000));
            case 5 -> failing(revision);
            case 6 -> destroying(cast.pick(dice).toArray());
            case 7, 8, 9, 10 -> CodeGenerator.small(dice, cast, revision).array();
            default -> returning(CodeGenerator.small(dice, cast, revision).array());
        };
    }

    /** Deploys the runtime code that stands behind it. */
    static byte[] returning(byte[] runtime) {
        CodeWriter code = new CodeWriter();
        code.push(runtime.length).op(Opcode.DUP1).pushData(runtime).push(0).op(Opcode.CODECOPY);
        return code.push(0).op(Opcode.RETURN).finish().array();
    }

    /** Deploys so many zero bytes. */
    static byte[] sized(int size) {
        return new CodeWriter().push(size).push(0).op(Opcode.RETURN).finish().array();
    }

    private static byte[] failing(Revision revision) {
        int opcode = revision.atLeast(Revision.BYZANTIUM) ? Opcode.REVERT : Opcode.INVALID;
        return new CodeWriter().push(40).push(0).op(opcode).finish().array();
    }

    private static byte[] destroying(byte[] heir) {
        return new CodeWriter().pushBytes(heir).op(Opcode.SELFDESTRUCT).finish().array();
    }

    /** Around EIP-170's limit, or EIP-3860's; needs some six million gas. */
    static Bytes atLimit(Dice dice) {
        int delta = dice.between(-1, 1);
        if (dice.oneIn(3)) {
            byte[] code = sized(dice.below(100));
            return Bytes.wrap(Arrays.copyOf(code, GasSchedule.INIT_CODE_SIZE_MAX + delta));
        }
        return Bytes.wrap(sized(GasSchedule.CODE_SIZE_MAX + delta));
    }
}
