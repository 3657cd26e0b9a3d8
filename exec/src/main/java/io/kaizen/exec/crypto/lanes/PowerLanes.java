package io.kaizen.exec.crypto.lanes;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.Memory;

/**
 * Writes code for inverses and square roots modulo p by Fermat. Both exponents, p − 2 and (p +
 * 1)/4, begin with 223 ones; below, {@code ones(n)} is the input to the power 2^n − 1.
 */
final class PowerLanes {
    final Memory input;

    private final FieldLanes field;
    private final Memory two;
    private final Memory three;
    private final Memory twentyTwo;
    private final Memory fortyFour;
    private final Memory eightyEight;
    private final Memory all;
    private final Memory t;
    private final Memory shifted;

    PowerLanes(FieldLanes field, Layout layout) {
        this.field = field;
        input = layout.element();
        two = layout.element();
        three = layout.element();
        twentyTwo = layout.element();
        fortyFour = layout.element();
        eightyEight = layout.element();
        all = layout.element();
        t = layout.element();
        shifted = layout.element();
    }

    /** A subroutine: ones(223) of the input, with ones(2) and ones(22) on the way. */
    Label writeChain(Assembler out) {
        Label start = out.here();
        join(two, input, 1, input);
        join(three, two, 1, input);
        join(t, three, 3, three);
        join(t, t, 3, three);
        join(t, t, 2, two);
        join(twentyTwo, t, 11, t);
        join(fortyFour, twentyTwo, 22, twentyTwo);
        join(eightyEight, fortyFour, 44, fortyFour);
        join(t, eightyEight, 88, eightyEight);
        join(t, t, 44, fortyFour);
        join(all, t, 3, three);
        out.ret();
        return start;
    }

    /** After the chain: {@code to ← input^(p − 2)}; 0 of 0. */
    void writeInverse(Memory to) {
        join(t, all, 23, twentyTwo);
        join(t, t, 5, input);
        join(t, t, 3, two);
        join(to, t, 2, input);
    }

    /** After the chain: {@code to ← input^((p + 1)/4)}. */
    void writeRoot(Memory to) {
        join(t, all, 23, twentyTwo);
        join(t, t, 6, two);
        field.squareTimes(to, t, 2);
    }

    /** {@code to ← a^(2^shift) · b}: b's exponent is put behind a's, {@code shift} bits on. */
    private void join(Memory to, Memory a, int shift, Memory b) {
        field.squareTimes(shifted, a, shift);
        field.multiply(to, shifted, b);
    }
}
