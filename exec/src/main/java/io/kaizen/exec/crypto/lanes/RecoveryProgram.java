package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Layout.ELEMENT_BYTES;
import static io.kaizen.exec.crypto.lanes.Layout.LANES;
import static io.kaizen.exec.crypto.lanes.Layout.ROW_BYTES;

import io.kaizen.zk.machine.Assembler;
import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.Memory;
import io.kaizen.zk.machine.Register;
import io.kaizen.zk.machine.Vector;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The whole computation on eight lanes as machine code, with the map of its workspace. Two entries:
 *
 * <ul>
 *   <li>{@link #recovery}: from abscissas and parities of R, and steps, the sums u₁G + u₂R;
 *   <li>{@link #tabulation}: from points, their first {@link #BASE_MULTIPLES} multiples, as rows.
 * </ul>
 */
final class RecoveryProgram {
    /** Digits of u₂'s halves are of this many bits, signed. */
    static final int NONCE_BITS = 5;

    static final int NONCE_MULTIPLES = 1 << (NONCE_BITS - 1);

    /** Digits of a half: 130 bits. */
    static final int NONCE_DIGITS = 26;

    /** Digits of u₁ are bytes, signed. */
    static final int BASE_BITS = 8;

    static final int BASE_MULTIPLES = 1 << (BASE_BITS - 1);
    static final int BASE_DIGITS = 32;

    /** Additions after the doublings: u₁'s digits, and taking the starting point away. */
    private static final int LATE_STEPS = BASE_DIGITS + 1;

    /** Additions in all. */
    static final int STEPS = 2 * NONCE_DIGITS + LATE_STEPS;

    /** A step: eight addresses of rows, a mask of those to negate, a mask of those to add. */
    static final int STEP_BYTES = 8 * (LANES + 2);

    static final int STEP_NEGATE = 8 * LANES;
    static final int STEP_LIVE = STEP_NEGATE + 8;

    private static final int ENTRY_BYTES = 3 * ELEMENT_BYTES;
    private static final int NEGATE = 1;
    private static final int LIVE = 2;

    private final Layout layout = new Layout();
    private final Constants constants = new Constants(layout);
    private final Assembler out = new Assembler();
    private final FieldLanes field = new FieldLanes(out, constants);
    private final Rows rows = new Rows(out);
    private final CurveLanes curve = new CurveLanes(out, field, layout);
    private final PowerLanes powers = new PowerLanes(field, layout);

    private final Memory startX;
    private final Memory startY;
    private final Memory pointX = layout.element();
    private final Memory pointY = layout.element();
    private final Memory scale = layout.element();
    private final Memory power = layout.element();
    private final Memory work = layout.element();

    /** Eight rows: R's abscissa, or a point to tabulate. */
    final Memory input = layout.block(LANES * ROW_BYTES);

    /** In each lane 0 or 1: the parity of R's ordinate. */
    final Memory parity = layout.vector();

    /** Eight rows: the sums. */
    final Memory output = layout.block(LANES * ROW_BYTES);

    /** A mask of the lanes whose abscissa is one of the curve. */
    final Memory onCurve = layout.vector();

    /** A mask of the lanes whose sum could not be formed. */
    final Memory infinite = layout.vector();

    final Memory steps = layout.block(STEPS * STEP_BYTES);

    /** R's multiples, from 1 on, eight rows each. */
    final Memory nonceRows = layout.block(NONCE_MULTIPLES * LANES * ROW_BYTES);

    /** λR's multiples. */
    final Memory rotatedRows = layout.block(NONCE_MULTIPLES * LANES * ROW_BYTES);

    /**
     * Multiples on their way: X, Y and the ratio of the next one's Z to this one's. The last place,
     * since recovery needs fewer.
     */
    private final Memory entries;

    private final Label doubling;
    private final Label addition;
    private final Label step;

    final Label recovery;
    final Label tabulation;

    /**
     * @param startX of the point that the sum starts from, so that it is at infinity in no step
     */
    RecoveryProgram(BigInteger startX, BigInteger startY) {
        this.startX = constants.element(startX);
        this.startY = constants.element(startY);
        entries = layout.block(BASE_MULTIPLES * ENTRY_BYTES);
        doubling = curve.writeDouble();
        addition = curve.writeAdd();
        step = writeStep();
        Label chain = powers.writeChain(out);
        recovery = writeRecovery(chain);
        tabulation = writeTabulation(chain);
    }

    byte[] code() {
        return out.code();
    }

    /** Bytes of a workspace for recovery. */
    int recoveryBytes() {
        return layout.size() - (BASE_MULTIPLES - NONCE_MULTIPLES) * ENTRY_BYTES;
    }

    /** Bytes of a workspace for tabulation, and for recovery too. */
    int tabulationBytes() {
        return layout.size();
    }

    Constants constants() {
        return constants;
    }

    /** A subroutine: adds ± the rows of the step at R8, in the lanes it says, and moves R8 on. */
    private Label writeStep() {
        Label start = out.here();
        for (int lane = 0; lane < LANES; lane++) {
            out.load(Register.RAX, Register.R8.at(8 * lane));
            out.load(lane, Register.RAX.at(0));
        }
        rows.transpose();
        rows.unpack(10, 0);
        field.storeElement(curve.operandX, 10);
        rows.unpack(10, 4);
        out.loadMask(NEGATE, Register.R8.at(STEP_NEGATE));
        field.negate(NEGATE, 10);
        field.storeElement(curve.operandY, 10);
        out.loadMask(LIVE, Register.R8.at(STEP_LIVE));
        out.add(Register.R8, STEP_BYTES);
        out.call(addition);
        curve.takeSum(LIVE);
        out.ret();
        return start;
    }

    private Label writeRecovery(Label chain) {
        Label start = out.here();
        field.loadConstants();
        writeNonce(chain);
        writeMultiples(NONCE_MULTIPLES);
        // The rows hold x·s², y·s³ for s = Z of the last multiple: points of the curve that is
        // isomorphic by s. The start goes there too; in the end s goes into Z.
        field.copy(scale, curve.z);
        field.copy(power, constants.one());
        writeRows(NONCE_MULTIPLES, nonceRows, rotatedRows);
        field.square(work, scale);
        field.multiply(curve.x, startX, work);
        field.multiply(work, work, scale);
        field.multiply(curve.y, startY, work);
        field.copy(curve.z, constants.one());
        writeSums();
        field.loadElement(0, curve.z);
        field.canonical();
        field.storeZeroMask(infinite);
        field.copy(powers.input, curve.z);
        out.call(chain);
        powers.writeInverse(work);
        field.square(power, work);
        field.multiply(curve.x, curve.x, power);
        field.multiply(power, power, work);
        field.multiply(curve.y, curve.y, power);
        writeRow(curve.x, curve.y);
        rows.store(output);
        out.zeroUpper();
        out.ret();
        return start;
    }

    /** R from its abscissa and parity: y = (x³ + 7)^((p+1)/4), which is a root if there is one. */
    private void writeNonce(Label chain) {
        rows.load(input);
        rows.transpose();
        rows.unpack(10, 0);
        field.storeElement(pointX, 10);
        field.square(work, pointX);
        field.setProduct(work, pointX);
        field.plus(constants.seven(), 0);
        field.reduce(powers.input);
        out.call(chain);
        powers.writeRoot(pointY);
        field.setSquare(pointY);
        field.plusMultipleOfP(2);
        field.minus(powers.input, 0);
        field.reduce(work);
        field.loadElement(0, work);
        field.canonical();
        field.storeZeroMask(onCurve);
        field.loadElement(0, pointY);
        field.canonical();
        out.load(FieldLanes.SCRATCH, parity);
        out.op(Vector.VPXORQ, FieldLanes.SCRATCH, FieldLanes.SCRATCH, 0);
        out.load(FieldLanes.SCRATCH + 1, constants.unit());
        out.testAny(NEGATE, FieldLanes.SCRATCH, FieldLanes.SCRATCH + 1);
        field.negate(NEGATE, 0);
        field.storeElement(pointY, 0);
    }

    private void writeSums() {
        out.address(Register.R8, steps);
        out.set(Register.R9, NONCE_DIGITS);
        Assembler.Jump first = out.jumpAhead();
        Label digit = out.here();
        for (int i = 0; i < NONCE_BITS; i++) {
            out.call(doubling);
        }
        out.land(first);
        out.call(step);
        out.call(step);
        out.loop(Register.R9, digit);
        field.multiply(curve.z, curve.z, scale);
        out.set(Register.R9, LATE_STEPS);
        Label late = out.here();
        out.call(step);
        out.loop(Register.R9, late);
    }

    private Label writeTabulation(Label chain) {
        Label start = out.here();
        field.loadConstants();
        rows.load(input);
        rows.transpose();
        rows.unpack(10, 0);
        field.storeElement(pointX, 10);
        rows.unpack(10, 4);
        field.storeElement(pointY, 10);
        writeMultiples(BASE_MULTIPLES);
        // From 1/Z on the same walk back gives the true coordinates.
        field.copy(powers.input, curve.z);
        out.call(chain);
        powers.writeInverse(power);
        writeRows(BASE_MULTIPLES, Register.RSI.at(0), null);
        out.zeroUpper();
        out.ret();
        return start;
    }

    /** Entries for P, 2P, … count·P; the accumulator is the last. Uses R9 and R10. */
    private void writeMultiples(int count) {
        Memory entry = Register.R9.at(0);
        Memory ratio = entry.plus(2 * ELEMENT_BYTES);
        out.address(Register.R9, entries);
        field.copy(curve.x, pointX);
        field.copy(curve.y, pointY);
        field.copy(curve.z, constants.one());
        field.copy(curve.operandX, pointX);
        field.copy(curve.operandY, pointY);
        writeEntry(entry);
        out.call(doubling);
        field.copy(ratio, curve.z);
        out.add(Register.R9, ENTRY_BYTES);
        writeEntry(entry);
        out.set(Register.R10, count - 2);
        Label next = out.here();
        out.call(addition);
        field.copy(ratio, curve.h);
        curve.takeSum();
        out.add(Register.R9, ENTRY_BYTES);
        writeEntry(entry);
        out.loop(Register.R10, next);
    }

    private void writeEntry(Memory entry) {
        field.copy(entry, curve.x);
        field.copy(entry.plus(ELEMENT_BYTES), curve.y);
    }

    /**
     * Walks back from the last entry, at R9, and writes rows for all: {@code power} begins as the
     * factor of the last one's Z.
     *
     * @param to where the first multiple's rows go
     * @param rotated where (βx, y) goes, or null
     */
    private void writeRows(int count, Memory to, @Nullable Memory rotated) {
        int last = (count - 1) * LANES * ROW_BYTES;
        out.address(Register.RDX, to.plus(last));
        if (rotated != null) {
            out.address(Register.RCX, rotated.plus(last));
        }
        Memory entry = Register.R9.at(0);
        out.set(Register.R10, count);
        Label next = out.here();
        field.square(work, power);
        field.multiply(curve.sumX, entry, work);
        field.multiply(work, work, power);
        field.multiply(curve.sumY, entry.plus(ELEMENT_BYTES), work);
        writeRow(curve.sumX, curve.sumY);
        rows.store(Register.RDX.at(0));
        if (rotated != null) {
            field.multiply(curve.sumX, curve.sumX, constants.beta());
            writeRow(curve.sumX, curve.sumY);
            rows.store(Register.RCX.at(0));
            out.add(Register.RCX, -LANES * ROW_BYTES);
        }
        out.add(Register.RDX, -LANES * ROW_BYTES);
        out.add(Register.R9, -ENTRY_BYTES);
        field.multiply(power, power, entry.plus(2 * ELEMENT_BYTES));
        out.loop(Register.R10, next);
    }

    /** Registers 0 to 7 become eight rows of the point. */
    private void writeRow(Memory x, Memory y) {
        field.loadElement(0, x);
        field.canonical();
        rows.pack(24, 0);
        field.loadElement(0, y);
        field.canonical();
        rows.pack(16, 0);
        for (int i = 0; i < 4; i++) {
            out.move(i, 24 + i);
            out.move(4 + i, 16 + i);
        }
        rows.transpose();
    }
}
