package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.ledger.Word;
import java.util.List;

/** Words at the edges of what instructions tell apart. */
final class EdgeWords {
    private static final Word TOP_BIT = Word.fromHex("8" + "0".repeat(63));
    private static final List<Word> NAMED =
            List.of(
                    Word.ZERO,
                    Word.ONE,
                    Word.of(2),
                    Word.of(31),
                    Word.of(32),
                    Word.of(33),
                    Word.of(255),
                    Word.of(256),
                    Word.of(257),
                    Word.of(0x7fffffffL),
                    Word.of(0x80000000L),
                    Word.of(0xffffffffL),
                    Word.of(Long.MAX_VALUE),
                    Word.of(Long.MIN_VALUE),
                    Word.of(-1),
                    Word.of(-1).plus(Word.ONE),
                    Word.MAX,
                    Word.MAX.minus(Word.ONE),
                    TOP_BIT,
                    TOP_BIT.minus(Word.ONE),
                    TOP_BIT.plus(Word.ONE));

    private EdgeWords() {}

    static Word pick(Dice dice) {
        return switch (dice.below(10)) {
            case 0, 1, 2 -> dice.pick(NAMED);
            case 3 -> Word.of(dice.below(300));
            case 4, 5 -> nearPowerOfTwo(dice);
            case 6 -> limbs(dice);
            case 7 -> Word.ZERO.minus(nearPowerOfTwo(dice));
            default -> Word.ofBytes(dice.bytes(dice.between(1, 32)));
        };
    }

    private static Word nearPowerOfTwo(Dice dice) {
        int bit = dice.below(256);
        byte[] bytes = new byte[32];
        bytes[31 - bit / 8] = (byte) (1 << (bit % 8));
        Word power = Word.ofBytes(bytes);
        return switch (dice.below(3)) {
            case 0 -> power;
            case 1 -> power.plus(Word.ONE);
            default -> power.minus(Word.ONE);
        };
    }

    /** Carries and borrows run along limbs that are all zeros or all ones. */
    private static Word limbs(Dice dice) {
        return new Word(limb(dice), limb(dice), limb(dice), limb(dice));
    }

    private static long limb(Dice dice) {
        return switch (dice.below(5)) {
            case 0, 1 -> 0;
            case 2 -> -1;
            case 3 -> Long.MIN_VALUE;
            default -> dice.next();
        };
    }
}
