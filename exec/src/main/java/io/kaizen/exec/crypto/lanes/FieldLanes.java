package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Layout.LIMBS;
import static io.kaizen.exec.crypto.lanes.Layout.LIMB_BITS;
import static io.kaizen.exec.crypto.lanes.Layout.VECTOR_BYTES;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Register;
import io.kaizen.zk.machine.Vector;
import io.kaizen.zk.machine.Vector.Shift;

/**
 * Writes code for secp256k1's base field on eight lanes. An element is five limbs of 52 bits,
 * always below 2^52 each, of a number below 2^260 that need not be reduced modulo p = 2^256 −
 * 0x1000003d1. What {@link #reduce} gives is below 2^256 + 2^75.
 *
 * <p>Registers: columns 0 to 9, factors 10 to 19, scratch 20 to 27, constants 28 to 31.
 */
final class FieldLanes {
    private static final int COLUMNS = 2 * LIMBS;
    private static final int FACTOR_A = COLUMNS;
    private static final int FACTOR_B = FACTOR_A + LIMBS;
    static final int SCRATCH = FACTOR_B + LIMBS;
    private static final int SPILL = SCRATCH + 1;
    private static final int MASK_48 = 28;
    private static final int FOLD_256 = 29;
    private static final int FOLD_260 = 30;
    static final int MASK_52 = 31;

    /** Bits of the fifth limb that lie below 2^256. */
    private static final int TOP_BITS = 256 - 4 * LIMB_BITS;

    private final Assembler out;
    private final Constants constants;

    FieldLanes(Assembler out, Constants constants) {
        this.out = out;
        this.constants = constants;
    }

    /** Loads the registers that all the other code counts on. */
    void loadConstants() {
        out.load(MASK_52, constants.mask52());
        out.load(MASK_48, constants.mask48());
        out.load(FOLD_256, constants.fold256());
        out.load(FOLD_260, constants.fold260());
    }

    static Memory limb(Memory element, int index) {
        return element.plus(index * VECTOR_BYTES);
    }

    void loadElement(int register, Memory element) {
        for (int i = 0; i < LIMBS; i++) {
            out.load(register + i, limb(element, i));
        }
    }

    void storeElement(Memory element, int register) {
        for (int i = 0; i < LIMBS; i++) {
            out.store(limb(element, i), register + i);
        }
    }

    void copy(Memory to, Memory from) {
        loadElement(0, from);
        storeElement(to, 0);
    }

    // Sums of products: columns first, then addends, then one reduction.

    void clear() {
        for (int i = 0; i < COLUMNS; i++) {
            out.op(Vector.VPXORQ, i, i, i);
        }
    }

    void addProduct(Memory a, Memory b) {
        loadElement(FACTOR_A, a);
        loadElement(FACTOR_B, b);
        for (int i = 0; i < LIMBS; i++) {
            for (int j = 0; j < LIMBS; j++) {
                out.op(Vector.VPMADD52LUQ, i + j, FACTOR_A + i, FACTOR_B + j);
            }
            for (int j = 0; j < LIMBS; j++) {
                out.op(Vector.VPMADD52HUQ, i + j + 1, FACTOR_A + i, FACTOR_B + j);
            }
        }
    }

    /** The columns become the square of the element in the first factor's registers. */
    private void setSquare() {
        clear();
        for (int i = 0; i < LIMBS; i++) {
            for (int j = i + 1; j < LIMBS; j++) {
                out.op(Vector.VPMADD52LUQ, i + j, FACTOR_A + i, FACTOR_A + j);
            }
            for (int j = i + 1; j < LIMBS; j++) {
                out.op(Vector.VPMADD52HUQ, i + j + 1, FACTOR_A + i, FACTOR_A + j);
            }
        }
        for (int i = 1; i < COLUMNS - 1; i++) {
            out.op(Vector.VPADDQ, i, i, i);
        }
        for (int i = 0; i < LIMBS; i++) {
            out.op(Vector.VPMADD52LUQ, 2 * i, FACTOR_A + i, FACTOR_A + i);
            out.op(Vector.VPMADD52HUQ, 2 * i + 1, FACTOR_A + i, FACTOR_A + i);
        }
    }

    void setSquare(Memory a) {
        loadElement(FACTOR_A, a);
        setSquare();
    }

    void setProduct(Memory a, Memory b) {
        clear();
        addProduct(a, b);
    }

    void twice() {
        for (int i = 0; i < COLUMNS; i++) {
            out.op(Vector.VPADDQ, i, i, i);
        }
    }

    void thrice() {
        for (int i = 0; i < COLUMNS; i++) {
            out.op(Vector.VPADDQ, SCRATCH + (i & 3), i, i);
            out.op(Vector.VPADDQ, i, i, SCRATCH + (i & 3));
        }
    }

    /** Adds {@code 2^bits · element}. */
    void plus(Memory element, int bits) {
        addend(Vector.VPADDQ, element, bits);
    }

    /** Subtracts {@code 2^bits · element}; a multiple of p that outweighs it goes before. */
    void minus(Memory element, int bits) {
        addend(Vector.VPSUBQ, element, bits);
    }

    void plusMultipleOfP(int multiple) {
        plus(constants.multipleOfP(multiple), 0);
    }

    private void addend(Vector op, Memory element, int bits) {
        for (int i = 0; i < LIMBS; i++) {
            if (bits == 0) {
                out.op(op, i, i, limb(element, i));
            } else {
                out.shift(Shift.VPSLLQ, SCRATCH + (i & 3), limb(element, i), bits);
                out.op(op, i, i, SCRATCH + (i & 3));
            }
        }
    }

    /** Brings the columns, a number in [0, 2^520), below 2^256 + 2^75 and stores them. */
    void reduce(Memory element) {
        reduce();
        storeElement(element, 0);
    }

    private void reduce() {
        for (int i = LIMBS; i < COLUMNS - 1; i++) {
            carry(Shift.VPSRLQ, i);
        }
        // 2^260 is 16 · 0x1000003d1 modulo p.
        out.op(Vector.VPXORQ, SPILL, SPILL, SPILL);
        for (int i = 0; i < LIMBS; i++) {
            out.op(Vector.VPMADD52LUQ, i, LIMBS + i, FOLD_260);
        }
        for (int i = 0; i < LIMBS; i++) {
            int column = i + 1 < LIMBS ? i + 1 : SPILL;
            out.op(Vector.VPMADD52HUQ, column, LIMBS + i, FOLD_260);
        }
        carryLow();
        // What is left above 2^256: less than 2^42.
        out.shift(Shift.VPSLLQ, SPILL, SPILL, LIMB_BITS - TOP_BITS);
        out.shift(Shift.VPSRLQ, SCRATCH, LIMBS - 1, TOP_BITS);
        out.op(Vector.VPANDQ, LIMBS - 1, LIMBS - 1, MASK_48);
        out.op(Vector.VPADDQ, SPILL, SPILL, SCRATCH);
        out.op(Vector.VPMADD52LUQ, 0, SPILL, FOLD_256);
        out.op(Vector.VPMADD52HUQ, 1, SPILL, FOLD_256);
        carryLow();
    }

    /** Limbs 0 to 3 below 2^52; the fifth takes what is over. Limbs may be negative before. */
    private void carryLow() {
        for (int i = 0; i < LIMBS - 1; i++) {
            carry(Shift.VPSRAQ, i);
        }
    }

    private void carry(Shift shift, int column) {
        out.shift(shift, SCRATCH, column, LIMB_BITS);
        out.op(Vector.VPANDQ, column, column, MASK_52);
        out.op(Vector.VPADDQ, column + 1, column + 1, SCRATCH);
    }

    // Sums of elements, without products.

    /** The low columns become a multiple of p. */
    void setMultipleOfP(int multiple) {
        loadElement(0, constants.multipleOfP(multiple));
    }

    /** Stores the low columns, a number in [0, 2^260), with its carries. */
    void settle(Memory element) {
        carryLow();
        storeElement(element, 0);
    }

    // Whole operations.

    void multiply(Memory to, Memory a, Memory b) {
        setProduct(a, b);
        reduce(to);
    }

    void square(Memory to, Memory a) {
        setSquare(a);
        reduce(to);
    }

    /** {@code to ← a^(2^times)}. */
    void squareTimes(Memory to, Memory a, int times) {
        loadElement(FACTOR_A, a);
        out.set(Register.RAX, times);
        Assembler.Label start = out.here();
        setSquare();
        reduce();
        for (int i = 0; i < LIMBS; i++) {
            out.move(FACTOR_A + i, i);
        }
        out.loop(Register.RAX, start);
        storeElement(to, FACTOR_A);
    }

    /** Brings the element in registers 0 to 4 into [0, p). */
    void canonical() {
        // Below 2^260, then below 2^256 + 2^45, then below 2^256.
        foldTop();
        foldTop();
        // In [p, 2^256) exactly if adding 2^256 − p goes over.
        out.op(Vector.VPADDQ, FACTOR_A, 0, FOLD_256);
        for (int i = 1; i < LIMBS; i++) {
            out.move(FACTOR_A + i, i);
        }
        for (int i = 0; i < LIMBS - 1; i++) {
            carry(Shift.VPSRLQ, FACTOR_A + i);
        }
        out.shift(Shift.VPSRLQ, SCRATCH, FACTOR_A + LIMBS - 1, TOP_BITS);
        out.testAny(1, SCRATCH, SCRATCH);
        out.op(Vector.VPANDQ, FACTOR_A + LIMBS - 1, FACTOR_A + LIMBS - 1, MASK_48);
        for (int i = 0; i < LIMBS; i++) {
            out.move(1, i, FACTOR_A + i);
        }
    }

    private void foldTop() {
        out.shift(Shift.VPSRLQ, SPILL, LIMBS - 1, TOP_BITS);
        out.op(Vector.VPANDQ, LIMBS - 1, LIMBS - 1, MASK_48);
        out.op(Vector.VPMADD52LUQ, 0, SPILL, FOLD_256);
        carryLow();
    }

    /** Stores a mask of the lanes whose canonical element in registers 0 to 4 is zero. */
    void storeZeroMask(Memory mask) {
        out.move(SCRATCH, 0);
        for (int i = 1; i < LIMBS; i++) {
            out.op(Vector.VPORQ, SCRATCH, SCRATCH, i);
        }
        out.testNone(1, SCRATCH, SCRATCH);
        out.storeMask(mask, 1);
    }

    /** Negates, in the lanes of the mask, the element below 2p in the five registers. */
    void negate(int mask, int register) {
        Memory twoP = constants.multipleOfP(2);
        for (int i = 0; i < LIMBS; i++) {
            out.load(SCRATCH, limb(twoP, i));
            out.masked(Vector.VPSUBQ, mask, register + i, SCRATCH, register + i);
        }
        for (int i = 0; i < LIMBS - 1; i++) {
            out.shift(Shift.VPSRAQ, SCRATCH, register + i, LIMB_BITS);
            out.op(Vector.VPANDQ, register + i, register + i, MASK_52);
            out.op(Vector.VPADDQ, register + i + 1, register + i + 1, SCRATCH);
        }
    }
}
