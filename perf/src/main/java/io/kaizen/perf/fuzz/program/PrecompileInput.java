package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import java.util.Arrays;

/**
 * An input for a precompile: valid, nearly valid, or of any length.
 *
 * @param number the precompile's address
 */
record PrecompileInput(int number, Bytes bytes) {
    private static final int P256_VERIFY = 0x100;

    /** Of a precompile that the revision has, or seldom of one that it lacks. */
    static PrecompileInput pick(Dice dice, Revision revision) {
        int number = number(dice, revision);
        byte[] valid = valid(number, dice);
        byte[] bytes = dice.chance(45) ? valid : damaged(valid, dice);
        return new PrecompileInput(number, Bytes.wrap(bytes));
    }

    private static int number(Dice dice, Revision revision) {
        int last = 9;
        if (revision.atLeast(Revision.PRAGUE)) {
            last = 0x11;
        } else if (revision.atLeast(Revision.CANCUN)) {
            last = 0x0a;
        }
        if (dice.oneIn(12)) {
            return P256_VERIFY;
        }
        return dice.oneIn(20) ? dice.below(0x14) : 1 + dice.below(last);
    }

    private static byte[] valid(int number, Dice dice) {
        return switch (number) {
            case 0x01 -> ScalarInputs.recovery(dice);
            case 0x05 -> ScalarInputs.modExp(dice);
            case 0x06 -> CurveInputs.bn254Add(dice);
            case 0x07 -> CurveInputs.bn254Mul(dice);
            case 0x08 -> CurveInputs.bn254Pairs(dice);
            case 0x09 -> ScalarInputs.blake2(dice);
            case 0x0a -> CurveInputs.pointEvaluation(dice);
            case 0x0b -> CurveInputs.blsG1Add(dice);
            case 0x0c -> CurveInputs.blsG1Products(dice);
            case 0x0d -> CurveInputs.blsG2Add(dice);
            case 0x0e -> CurveInputs.blsG2Products(dice);
            case 0x0f -> CurveInputs.blsPairs(dice);
            case 0x10 -> CurveInputs.blsCoordinate(dice);
            case 0x11 ->
                    Fields.join(CurveInputs.blsCoordinate(dice), CurveInputs.blsCoordinate(dice));
            case P256_VERIFY -> ScalarInputs.p256(dice);
            default -> ScalarInputs.hashed(dice);
        };
    }

    private static byte[] damaged(byte[] valid, Dice dice) {
        byte[] bytes = valid.clone();
        switch (dice.below(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, dice.below(2 * bytes.length + 2));
            case 1 -> bytes = Arrays.copyOf(bytes, Math.max(0, bytes.length + dice.between(-2, 2)));
            case 2 -> bytes = dice.bytes(dice.below(600));
            case 3 -> fill(bytes, dice, dice.pick(16, 32, 64), dice.oneIn(2) ? 0 : 0xff);
            default -> {
                if (bytes.length > 0) {
                    bytes[dice.below(bytes.length)] ^= (byte) (1 << dice.below(8));
                }
            }
        }
        return bytes;
    }

    /** One aligned field becomes all zeros or all ones. */
    private static void fill(byte[] bytes, Dice dice, int field, int value) {
        int fields = bytes.length / field;
        if (fields > 0) {
            int at = field * dice.below(fields);
            Arrays.fill(bytes, at, at + field, (byte) value);
        }
    }
}
