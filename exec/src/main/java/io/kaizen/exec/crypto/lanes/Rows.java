package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.FieldLanes.MASK_52;
import static io.kaizen.exec.crypto.lanes.Layout.LANES;
import static io.kaizen.exec.crypto.lanes.Layout.LIMBS;
import static io.kaizen.exec.crypto.lanes.Layout.ROW_BYTES;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Transposition;
import io.kaizen.zk.machine.Vector;
import io.kaizen.zk.machine.Vector.Shift;

/**
 * Writes code between rows and elements. A row is one lane's point in memory, eight words: x, then
 * y, each of 256 bits, least significant first. Eight rows turned on their side are eight vectors.
 */
final class Rows {
    private static final int WORDS = 4;
    private static final int WORD_BITS = 64;

    private final Assembler out;

    Rows(Assembler out) {
        this.out = out;
    }

    /** Loads eight rows that lie one after the other. */
    void load(Memory rows) {
        for (int lane = 0; lane < LANES; lane++) {
            out.load(lane, rows.plus(lane * ROW_BYTES));
        }
    }

    void store(Memory rows) {
        for (int lane = 0; lane < LANES; lane++) {
            out.store(rows.plus(lane * ROW_BYTES), lane);
        }
    }

    /** Registers 0 to 7: rows become columns and columns rows. Overwrites 8 to 15. */
    void transpose() {
        Transposition.write(out);
    }

    /** The words in four registers from {@code words} on become the limbs in five others. */
    void unpack(int limbs, int words) {
        out.op(Vector.VPANDQ, limbs, words, MASK_52);
        for (int i = 1; i < LIMBS - 1; i++) {
            // Limb i begins 52 i bits up: in word i − 1, from its bit 64 − 12 i on.
            int from = WORD_BITS - 12 * i;
            out.op(Vector.Immediate.VPSHRDQ, limbs + i, words + i - 1, words + i, from);
            out.op(Vector.VPANDQ, limbs + i, limbs + i, MASK_52);
        }
        out.shift(Shift.VPSRLQ, limbs + LIMBS - 1, words + WORDS - 1, 16);
    }

    /** The reverse, of a number below 2^256. Overwrites 15. */
    void pack(int words, int limbs) {
        for (int i = 0; i < WORDS; i++) {
            out.shift(Shift.VPSRLQ, words + i, limbs + i, 12 * i);
            out.shift(Shift.VPSLLQ, 15, limbs + i + 1, 52 - 12 * i);
            out.op(Vector.VPORQ, words + i, words + i, 15);
        }
    }
}
