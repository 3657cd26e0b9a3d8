package io.kaizen.zk.hash;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Register;
import io.kaizen.zk.machine.Transposition;
import io.kaizen.zk.machine.Vector;
import io.kaizen.zk.machine.Vector.Immediate;
import io.kaizen.zk.machine.Vector.Shift;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keccak-f[1600] on eight states at once as machine code: the 25 lanes of the state in registers 0
 * to 24, eight states side by side in each. Source: the Keccak reference, version 3.0, §1.2.
 */
final class KeccakProgram {
    static final int STATES = 8;

    private static final int VECTOR_BYTES = 8 * STATES;
    private static final int LANES = 25;
    private static final int RATE_LANES = 17;
    private static final int ROUNDS = 24;

    /** Lanes of a block that come as rows: one state's words after the other. */
    static final int ROW_BYTES = 128;

    /** Eight rows: lanes 0 to 15 of the block that each state takes in. */
    static final int ROWS = 0;

    /** Lane 16 of the eight blocks. */
    static final int LAST = ROWS + STATES * ROW_BYTES;

    /** The states: lane by lane, eight words each. */
    static final int STATE = LAST + VECTOR_BYTES;

    private static final int BLOCK = STATE + LANES * VECTOR_BYTES;
    private static final int CONSTANTS = BLOCK + (RATE_LANES - 1) * VECTOR_BYTES;
    static final int WORKSPACE_BYTES = CONSTANTS + ROUNDS * VECTOR_BYTES;
    static final int ALIGNMENT = VECTOR_BYTES;

    private static final int COLUMNS = LANES;
    private static final int SCRATCH = COLUMNS + 5;

    /** a ^ b ^ c and a ^ (~b & c), as VPTERNLOGQ's tables. */
    private static final int XOR3 = 0x96;

    private static final int CHI = 0xd2;

    private final Assembler out = new Assembler();

    /** void f(workspace): the states become their blocks, permuted. */
    final Label first;

    /** void f(workspace): the states take in their blocks and are permuted. */
    final Label next;

    KeccakProgram() {
        Label permutation = writePermutation();
        first = writeAbsorption(permutation, true);
        next = writeAbsorption(permutation, false);
    }

    byte[] code() {
        return out.code();
    }

    private static Memory at(int place) {
        return Register.RDI.at(place);
    }

    private static Memory vector(int place, int index) {
        return at(place + index * VECTOR_BYTES);
    }

    /**
     * @param fresh whether the states begin here
     */
    private Label writeAbsorption(Label permutation, boolean fresh) {
        Label start = out.here();
        for (int half = 0; half < 2; half++) {
            for (int state = 0; state < STATES; state++) {
                out.load(state, at(ROWS + state * ROW_BYTES + half * VECTOR_BYTES));
            }
            Transposition.write(out);
            for (int i = 0; i < 8; i++) {
                out.store(vector(BLOCK, 8 * half + i), i);
            }
        }
        for (int lane = 0; lane < LANES; lane++) {
            if (!fresh) {
                out.load(lane, vector(STATE, lane));
            } else {
                out.op(Vector.VPXORQ, lane, lane, lane);
            }
            if (lane < RATE_LANES) {
                Memory block = lane < RATE_LANES - 1 ? vector(BLOCK, lane) : at(LAST);
                out.op(Vector.VPXORQ, lane, lane, block);
            }
        }
        out.call(permutation);
        out.zeroUpper();
        out.ret();
        return start;
    }

    private Label writePermutation() {
        Label start = out.here();
        int[] place = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            place[lane] = lane;
        }
        for (int round = 0; round < ROUNDS; round++) {
            writeTheta(place);
            place = writeRhoPi(place);
            writeChi(place);
            out.op(Vector.VPXORQ, place[0], place[0], vector(CONSTANTS, round));
        }
        for (int lane = 0; lane < LANES; lane++) {
            out.store(vector(STATE, lane), place[lane]);
        }
        out.ret();
        return start;
    }

    private void writeTheta(int[] place) {
        for (int x = 0; x < 5; x++) {
            int column = COLUMNS + x;
            out.move(column, place[x]);
            out.op(Immediate.VPTERNLOGQ, column, place[x + 5], place[x + 10], XOR3);
            out.op(Immediate.VPTERNLOGQ, column, place[x + 15], place[x + 20], XOR3);
        }
        for (int x = 0; x < 5; x++) {
            int rotated = SCRATCH + x % 2;
            out.shift(Shift.VPROLQ, rotated, COLUMNS + (x + 1) % 5, 1);
            for (int y = 0; y < 5; y++) {
                int lane = place[x + 5 * y];
                out.op(Immediate.VPTERNLOGQ, lane, COLUMNS + (x + 4) % 5, rotated, XOR3);
            }
        }
    }

    /** Rotates the lanes; that they change places only changes who is where. */
    private int[] writeRhoPi(int[] place) {
        int[] moved = new int[LANES];
        moved[0] = place[0];
        int x = 1;
        int y = 0;
        for (int t = 0; t < ROUNDS; t++) {
            int lane = place[x + 5 * y];
            out.shift(Shift.VPROLQ, lane, lane, (t + 1) * (t + 2) / 2 % 64);
            int turned = (2 * x + 3 * y) % 5;
            x = y;
            y = turned;
            moved[x + 5 * y] = lane;
        }
        return moved;
    }

    private void writeChi(int[] place) {
        for (int row = 0; row < LANES; row += 5) {
            out.move(SCRATCH, place[row]);
            out.move(SCRATCH + 1, place[row + 1]);
            for (int x = 0; x < 5; x++) {
                int second = x < 4 ? place[row + x + 1] : SCRATCH;
                int third = x < 3 ? place[row + x + 2] : SCRATCH + x - 3;
                out.op(Immediate.VPTERNLOGQ, place[row + x], second, third, CHI);
            }
        }
    }

    /** Writes what the code counts on into a fresh workspace. */
    static void prepare(MemorySegment workspace) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int state = 0; state < STATES; state++) {
                workspace.set(
                        ValueLayout.JAVA_LONG,
                        CONSTANTS + (long) round * VECTOR_BYTES + 8L * state,
                        KeccakPermutation.roundConstant(round));
            }
        }
    }
}
