package io.kaizen.zk.machine;

import io.kaizen.zk.machine.Vector.Immediate;

/** Writes code that turns eight vectors of eight lanes on their side: rows become columns. */
public final class Transposition {
    private static final int SIZE = 8;

    /** The even and the odd two of four pairs of lanes, for VSHUFI64X2. */
    private static final int EVEN_PAIRS = 0x88;

    private static final int ODD_PAIRS = 0xdd;

    private Transposition() {}

    /** Of registers 0 to 7, in place; overwrites 8 to 15. */
    public static void write(Assembler out) {
        for (int i = 0; i < SIZE; i += 2) {
            out.op(Vector.VPUNPCKLQDQ, SIZE + i, i, i + 1);
            out.op(Vector.VPUNPCKHQDQ, SIZE + i + 1, i, i + 1);
        }
        for (int odd = 0; odd < 2; odd++) {
            int row = SIZE + odd;
            out.op(Immediate.VSHUFI64X2, odd, row, row + 2, EVEN_PAIRS);
            out.op(Immediate.VSHUFI64X2, 2 + odd, row, row + 2, ODD_PAIRS);
            out.op(Immediate.VSHUFI64X2, 4 + odd, row + 4, row + 6, EVEN_PAIRS);
            out.op(Immediate.VSHUFI64X2, 6 + odd, row + 4, row + 6, ODD_PAIRS);
        }
        for (int odd = 0; odd < 2; odd++) {
            out.op(Immediate.VSHUFI64X2, SIZE + odd, odd, 4 + odd, EVEN_PAIRS);
            out.op(Immediate.VSHUFI64X2, SIZE + 4 + odd, odd, 4 + odd, ODD_PAIRS);
            out.op(Immediate.VSHUFI64X2, SIZE + 2 + odd, 2 + odd, 6 + odd, EVEN_PAIRS);
            out.op(Immediate.VSHUFI64X2, SIZE + 6 + odd, 2 + odd, 6 + odd, ODD_PAIRS);
        }
        for (int i = 0; i < SIZE; i++) {
            out.move(i, SIZE + i);
        }
    }
}
