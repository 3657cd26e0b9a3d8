package io.kaizen.exec.crypto.lanes;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.Memory;

/**
 * Writes code for points of y² = x³ + b on eight lanes: an accumulator in Jacobian coordinates and
 * an affine operand, each at a fixed place. The formulas do not know b, so they hold on every curve
 * isomorphic to secp256k1 as well.
 *
 * <p>They are incomplete, and say so: where accumulator and operand have the same abscissa, or the
 * accumulator is the point at infinity, Z becomes 0, and stays 0 whatever follows.
 */
final class CurveLanes {
    final Memory x;
    final Memory y;
    final Memory z;
    final Memory operandX;
    final Memory operandY;

    /**
     * What {@link #writeAdd} gives, besides the factor {@code h} that turns the old Z into the new.
     */
    final Memory sumX;

    final Memory sumY;
    final Memory sumZ;
    final Memory h;

    private final Memory t1;
    private final Memory t2;
    private final Memory t3;
    private final FieldLanes field;
    private final Assembler out;

    CurveLanes(Assembler out, FieldLanes field, Layout layout) {
        this.out = out;
        this.field = field;
        x = layout.element();
        y = layout.element();
        z = layout.element();
        operandX = layout.element();
        operandY = layout.element();
        sumX = layout.element();
        sumY = layout.element();
        sumZ = layout.element();
        h = layout.element();
        t1 = layout.element();
        t2 = layout.element();
        t3 = layout.element();
    }

    /**
     * A subroutine: accumulator ← 2 · accumulator. 3M + 4S: with M = XY² and E = 3X², X' = E² − 8M,
     * Y' = E(4M − X') − 8Y⁴, Z' = 2YZ (the tangent's rule, SEC 1 §2.2.1, cleared of fractions).
     */
    Label writeDouble() {
        Label start = out.here();
        Memory m = t1;
        Memory fourth = t2;
        Memory e = t3;
        field.square(fourth, y);
        field.multiply(m, x, fourth);
        field.square(fourth, fourth);
        field.setProduct(y, z);
        field.twice();
        field.reduce(z);
        field.setSquare(x);
        field.thrice();
        field.reduce(e);
        field.setSquare(e);
        field.plusMultipleOfP(9);
        field.minus(m, 3);
        field.reduce(x);
        field.setMultipleOfP(2);
        field.plus(m, 2);
        field.minus(x, 0);
        field.settle(m);
        field.setProduct(e, m);
        field.plusMultipleOfP(9);
        field.minus(fourth, 3);
        field.reduce(y);
        out.ret();
        return start;
    }

    /**
     * A subroutine: sum ← accumulator + operand. 8M + 3S: with H = x₂Z² − X and R = y₂Z³ − Y, X' =
     * R² − H³ − 2XH², Y' = R(XH² − X') − YH³, Z' = ZH (the chord's rule, likewise).
     */
    Label writeAdd() {
        Label start = out.here();
        Memory r = sumY;
        Memory v = sumX;
        field.square(t1, z);
        field.setProduct(operandX, t1);
        field.plusMultipleOfP(2);
        field.minus(x, 0);
        field.reduce(h);
        field.multiply(t1, t1, z);
        field.setProduct(operandY, t1);
        field.plusMultipleOfP(2);
        field.minus(y, 0);
        field.reduce(r);
        field.multiply(sumZ, z, h);
        field.square(t1, h);
        field.multiply(v, x, t1);
        field.multiply(t2, t1, h);
        field.setSquare(r);
        field.plusMultipleOfP(4);
        field.minus(t2, 0);
        field.minus(v, 1);
        field.reduce(t1);
        field.setMultipleOfP(2);
        field.plus(v, 0);
        field.minus(t1, 0);
        field.settle(t3);
        field.copy(v, t1);
        field.setMultipleOfP(2);
        field.minus(y, 0);
        field.settle(t1);
        field.setProduct(r, t3);
        field.addProduct(t1, t2);
        field.reduce(sumY);
        out.ret();
        return start;
    }

    /** Accumulator ← sum, in all lanes. */
    void takeSum() {
        field.copy(x, sumX);
        field.copy(y, sumY);
        field.copy(z, sumZ);
    }

    /** Accumulator ← sum, in the lanes of the mask. */
    void takeSum(int mask) {
        take(mask, x, sumX);
        take(mask, y, sumY);
        take(mask, z, sumZ);
    }

    private void take(int mask, Memory to, Memory from) {
        field.loadElement(0, from);
        for (int i = 0; i < Layout.LIMBS; i++) {
            out.store(mask, FieldLanes.limb(to, i), i);
        }
    }
}
