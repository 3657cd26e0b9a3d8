package io.kaizen.exec.evm;

import org.jspecify.annotations.Nullable;

/**
 * The stack of one block as the translator sees it: which value stands at which position, and in
 * which slot each value lies. Positions and slots count words from the stack pointer at the block's
 * entry; those below it are negative. Slots above the block's greatest height are temporary.
 *
 * <p>Emits the moves that bring values where they must lie. A temporary slot holds one living
 * value: one that was on the stack at the entry, or the one that an instruction made. An
 * instruction needs no more words below the entry than itself and 16 others, so that {@link
 * #TEMPORARIES} suffice for a block of {@link Translator#BLOCK_INSTRUCTIONS_MAX} instructions.
 */
final class SymbolicStack {
    /** Temporary slots of a block. */
    static final int TEMPORARIES = 1024;

    private static final int NOWHERE = Integer.MIN_VALUE;

    /** What a value is until it lies in a slot. */
    enum Kind {
        SLOT,
        CONSTANT,
        /** A comparison not yet made: {@link Value#test} of {@link Value#x} and {@link Value#y}. */
        CONDITION
    }

    /** The comparisons that can wait. */
    enum Test {
        LESS,
        SIGNED_LESS,
        EQUAL,
        /** Of x alone. */
        ZERO
    }

    /** A word that the block works with; shared by the positions that DUP made. */
    static final class Value {
        Kind kind;
        int slot = NOWHERE;
        int uses;

        // CONSTANT: limbs.
        final long[] limbs = new long[4];

        // CONDITION.
        Test test = Test.ZERO;
        boolean negated;
        @Nullable Value x;
        @Nullable Value y;

        private Value(Kind kind) {
            this.kind = kind;
        }

        boolean isConstant() {
            return kind == Kind.CONSTANT;
        }

        /** A constant that an instruction can name as a long that is not negative. */
        boolean isSmall() {
            return kind == Kind.CONSTANT && (limbs[0] | limbs[1] | limbs[2]) == 0 && limbs[3] >= 0;
        }

        long small() {
            return limbs[3];
        }
    }

    private final MicroCode code;
    private final int lowest;
    private final int temporaries;
    private final Value[] positions;
    private final @Nullable Value[] occupants;
    private int height;

    SymbolicStack(MicroCode code, Block block) {
        this.code = code;
        int needed = block.needed();
        int highest = block.highest();
        this.lowest = -needed;
        this.temporaries = highest;
        this.positions = new Value[needed + highest];
        int slots = Math.min(TEMPORARIES, needed + 4 * block.instructions());
        this.occupants = new Value[needed + highest + slots];
        for (int i = 0; i < needed; i++) {
            positions[i] = inSlot(i - needed);
            positions[i].uses = 1;
        }
    }

    int height() {
        return height;
    }

    // Values

    static Value constant(long w3, long w2, long w1, long w0) {
        Value value = new Value(Kind.CONSTANT);
        Uint256.set(value.limbs, 0, w3, w2, w1, w0);
        return value;
    }

    static Value constant(long w0) {
        return constant(0, 0, 0, w0);
    }

    /** A comparison of two values, which it keeps alive. */
    static Value condition(Test test, boolean negated, Value x, @Nullable Value y) {
        Value value = new Value(Kind.CONDITION);
        value.test = test;
        value.negated = negated;
        value.x = x;
        value.y = y;
        x.uses++;
        if (y != null) {
            y.uses++;
        }
        return value;
    }

    private Value inSlot(int slot) {
        Value value = new Value(Kind.SLOT);
        value.slot = slot;
        occupants[slot - lowest] = value;
        return value;
    }

    /** One use less; the last one frees the slot and what a condition kept alive. */
    void release(Value value) {
        value.uses--;
        if (value.uses == 0) {
            releaseOperands(value);
        }
    }

    private void releaseOperands(Value value) {
        Value x = value.x;
        Value y = value.y;
        value.x = null;
        value.y = null;
        if (x != null) {
            release(x);
        }
        if (y != null) {
            release(y);
        }
    }

    // Positions

    void push(Value value) {
        value.uses++;
        positions[height++ - lowest] = value;
    }

    /** Takes the top off; the caller releases it. */
    Value pop() {
        height--;
        return positions[height - lowest];
    }

    void duplicate(int n) {
        push(positions[height - n - lowest]);
    }

    void swap(int n) {
        int top = height - 1 - lowest;
        Value value = positions[top];
        positions[top] = positions[top - n];
        positions[top - n] = value;
    }

    /** Pushes what an instruction writes to this slot. */
    void pushSlot(int slot) {
        push(inSlot(slot));
    }

    // Slots

    /** Where a result for the position above the top may go. */
    int destination() {
        return isFree(height) ? height : temporary();
    }

    private boolean isFree(int slot) {
        Value occupant = occupants[slot - lowest];
        return occupant == null || occupant.uses == 0;
    }

    private int temporary() {
        int slot = temporaries;
        while (!isFree(slot)) {
            slot++;
        }
        return slot;
    }

    /** The slot in which the value lies; it is brought into one where it lies in none. */
    int slotOf(Value value) {
        if (value.slot == NOWHERE || occupants[value.slot - lowest] != value) {
            // What it is made of may need slots too, and keeps them: those first.
            bringOperand(value.x);
            bringOperand(value.y);
            bring(value, temporary());
        }
        return value.slot;
    }

    private void bringOperand(@Nullable Value operand) {
        if (operand != null && !operand.isConstant()) {
            slotOf(operand);
        }
    }

    private void bring(Value value, int slot) {
        emit(value, slot);
        value.slot = slot;
        occupants[slot - lowest] = value;
        if (value.kind == Kind.CONDITION) {
            value.kind = Kind.SLOT;
            releaseOperands(value);
        }
    }

    /** Emits what writes the value to a slot. */
    private void emit(Value value, int slot) {
        switch (value.kind) {
            case SLOT -> code.emit(MicroOp.MOVE, slot, value.slot, 0);
            case CONSTANT -> {
                if (value.isSmall()) {
                    code.emitK(MicroOp.SMALL, slot, 0, value.small());
                } else {
                    code.emitW(MicroOp.WIDE, slot, 0, value.limbs);
                }
            }
            case CONDITION -> emitCondition(value, slot);
        }
    }

    private void emitCondition(Value value, int slot) {
        Value x = value.x;
        Value y = value.y;
        if (x == null) {
            throw new IllegalStateException("condition without an operand");
        }
        if (y == null) {
            code.emit(MicroOp.IS_ZERO, slot, slotOf(x), 0);
        } else if (y.isSmall() && value.test == Test.LESS) {
            code.emitK(MicroOp.LT_K, slot, slotOf(x), y.small());
        } else if (x.isSmall() && value.test == Test.LESS) {
            code.emitK(MicroOp.GT_K, slot, slotOf(y), x.small());
        } else if (y.isSmall() && value.test == Test.EQUAL) {
            code.emitK(MicroOp.EQ_K, slot, slotOf(x), y.small());
        } else if (x.isSmall() && value.test == Test.EQUAL) {
            code.emitK(MicroOp.EQ_K, slot, slotOf(y), x.small());
        } else {
            int op =
                    switch (value.test) {
                        case LESS -> MicroOp.LT;
                        case SIGNED_LESS -> MicroOp.SLT;
                        case EQUAL -> MicroOp.EQ;
                        case ZERO -> MicroOp.IS_ZERO;
                    };
            code.emit(op, slot, slotOf(x), slotOf(y));
        }
        if (value.negated) {
            code.emit(MicroOp.IS_ZERO, slot, slot, 0);
        }
    }

    // Putting in place

    /** Brings every value to the slot of its position. */
    void settleAll() {
        settle(lowest);
    }

    /**
     * As {@link #settleAll} for the topmost positions, which the next instruction may overwrite.
     */
    void settleTop(int words) {
        settle(height - words);
        for (int p = height - words; p < height; p++) {
            own(p);
        }
    }

    private void settle(int from) {
        while (true) {
            boolean moved = false;
            int blocked = NOWHERE;
            for (int p = from; p < height; p++) {
                Value value = positions[p - lowest];
                if (liesAt(value, p)) {
                    continue;
                }
                if (vacate(p)) {
                    settle(value, p);
                    moved = true;
                } else {
                    blocked = p;
                }
            }
            if (blocked == NOWHERE) {
                return;
            }
            if (!moved) {
                displace(blocked);
            }
        }
    }

    private boolean liesAt(Value value, int p) {
        return value.kind == Kind.SLOT && value.slot == p && occupants[p - lowest] == value;
    }

    /** Whether nothing lies there that is still needed; a constant can be made again. */
    private boolean vacate(int slot) {
        Value occupant = occupants[slot - lowest];
        if (occupant != null && occupant.isConstant()) {
            occupant.slot = NOWHERE;
            occupants[slot - lowest] = null;
            return true;
        }
        return occupant == null || occupant.uses == 0;
    }

    private void settle(Value value, int p) {
        emit(value, p);
        Value settled = inSlot(p);
        settled.uses = 1;
        positions[p - lowest] = settled;
        release(value);
    }

    /** Moves the value that lies in the slot out of the way. */
    private void displace(int slot) {
        Value occupant = occupants[slot - lowest];
        if (occupant == null) {
            throw new IllegalStateException("nothing lies in slot " + slot);
        }
        int temporary = temporary();
        code.emit(MicroOp.MOVE, temporary, slot, 0);
        occupant.slot = temporary;
        occupants[temporary - lowest] = occupant;
        occupants[slot - lowest] = null;
    }

    /** Gives other holders of the position's value a copy, so that its slot may be overwritten. */
    private void own(int p) {
        Value value = positions[p - lowest];
        if (value.uses > 1) {
            displace(p);
            Value own = inSlot(p);
            own.uses = 1;
            positions[p - lowest] = own;
            release(value);
        }
    }
}
