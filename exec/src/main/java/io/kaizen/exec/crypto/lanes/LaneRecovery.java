package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Layout.ROW_BYTES;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.BASE_BITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.BASE_DIGITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.NONCE_BITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.NONCE_DIGITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.STEPS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.STEP_BYTES;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.STEP_LIVE;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.STEP_NEGATE;
import static io.kaizen.exec.crypto.lanes.Scalars.WORDS;

import io.kaizen.zk.field.Inversion;
import io.kaizen.zk.machine.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Recovers public keys from ECDSA signatures (SEC 1, §4.1.6), eight at a time: Q = u₁G + u₂R with
 * u₁ = −e/r and u₂ = s/r. Scratch space for one thread.
 */
public final class LaneRecovery {
    /** Signatures of a run. */
    public static final int LANES = Layout.LANES;

    /** Signatures worth a run, which takes about as long as one and a half alone. */
    public static final int COUNT_MIN = 2;

    /** What a lane says. */
    public enum Outcome {
        /** The key is written. */
        FOUND,
        /** r is no abscissa of the curve: no key fits. */
        NO_KEY,
        /** A sum met an exceptional case, or the key is at infinity: to be judged one by one. */
        UNDECIDED
    }

    private static final Inversion INVERSION = new Inversion(Scalars.N);
    private static final Optional<ThreadLocal<LaneRecovery>> SCRATCH =
            LaneKernel.INSTANCE.map(
                    kernel -> ThreadLocal.withInitial(() -> new LaneRecovery(kernel)));
    private static final int ALL = (1 << LANES) - 1;

    private final LaneKernel kernel;
    private final MemorySegment workspace;
    private final long nonceRows;
    private final long rotatedRows;
    private final Scalars scalars = new Scalars();
    private final int[] negate = new int[STEPS];
    private final int[] live = new int[STEPS];
    private final long[] u2 = new long[WORDS];
    private final long[] k1 = new long[WORDS];
    private final long[] k2 = new long[WORDS];
    private final long[] u1 = new long[WORDS];
    private long[] inverses = new long[0];

    private LaneRecovery(LaneKernel kernel) {
        this.kernel = kernel;
        workspace = kernel.newWorkspace();
        nonceRows = workspace.address() + kernel.program().nonceRows.displacement();
        rotatedRows = workspace.address() + kernel.program().rotatedRows.displacement();
    }

    /** This thread's instance; empty where this machine cannot. */
    public static Optional<LaneRecovery> scratch() {
        return SCRATCH.map(ThreadLocal::get);
    }

    /** Whether this machine can. */
    public static boolean isAvailable() {
        return SCRATCH.isPresent();
    }

    /**
     * Recovers {@code count} keys. Numbers are four words each, least significant first.
     *
     * @param digests below 2^256
     * @param r in [1, n)
     * @param s in [1, n)
     * @param parities 0 or 1: of R's ordinate; its abscissa is r
     * @param keys out: eight words each, x then y; written where the outcome is FOUND
     * @param outcomes out
     */
    public void recover(
            int count,
            long[] digests,
            long[] r,
            long[] s,
            byte[] parities,
            long[] keys,
            Outcome[] outcomes) {
        invertAll(count, r);
        for (int first = 0; first < count; first += LANES) {
            int lanes = Math.min(LANES, count - first);
            Arrays.fill(negate, 0);
            Arrays.fill(live, 0);
            for (int lane = 0; lane < LANES; lane++) {
                // Lanes over repeat the last signature.
                prepare(lane, first + Math.min(lane, lanes - 1), digests, r, s, parities);
            }
            finishSteps();
            kernel.run(workspace);
            for (int lane = 0; lane < lanes; lane++) {
                outcomes[first + lane] = outcome(lane, keys, 2 * WORDS * (first + lane));
            }
        }
    }

    /** All of 1/r with one inversion (Montgomery 1987, §10.3.1). */
    private void invertAll(int count, long[] r) {
        if (inverses.length < WORDS * count) {
            inverses = new long[WORDS * count];
        }
        System.arraycopy(r, 0, inverses, 0, WORDS);
        for (int i = 1; i < count; i++) {
            scalars.multiply(inverses, WORDS * (i - 1), r, WORDS * i, inverses, WORDS * i);
        }
        long[] rest = new long[WORDS];
        Scalars.read(INVERSION.of(Scalars.number(inverses, WORDS * (count - 1))), rest, 0);
        for (int i = count - 1; i > 0; i--) {
            scalars.multiply(rest, 0, inverses, WORDS * (i - 1), inverses, WORDS * i);
            scalars.multiply(rest, 0, r, WORDS * i, rest, 0);
        }
        System.arraycopy(rest, 0, inverses, 0, WORDS);
    }

    private void prepare(int lane, int index, long[] digests, long[] r, long[] s, byte[] parities) {
        int at = WORDS * index;
        RecoveryProgram program = kernel.program();
        for (int i = 0; i < WORDS; i++) {
            set(program.input, lane * ROW_BYTES + 8 * i, r[at + i]);
        }
        set(program.parity, 8 * lane, parities[index]);
        System.arraycopy(digests, at, u1, 0, WORDS);
        Scalars.reduce(u1, 0);
        scalars.multiply(u1, 0, inverses, at, u1, 0);
        scalars.multiply(s, at, inverses, at, u2, 0);
        baseDigits(lane, !Scalars.makeLow(u1, 0));
        int signs = scalars.split(u2, 0, k1, k2);
        nonceDigits(lane, k1, (signs & 1) != 0, 0, nonceRows);
        nonceDigits(lane, k2, (signs & 2) != 0, 1, rotatedRows);
    }

    /** Digits from −15 to 16, the highest first. */
    private void nonceDigits(int lane, long[] half, boolean negative, int parity, long rows) {
        int carry = 0;
        for (int i = 0; i < NONCE_DIGITS; i++) {
            int digit = bits(half, NONCE_BITS * i, NONCE_BITS) + carry;
            carry = digit > RecoveryProgram.NONCE_MULTIPLES ? 1 : 0;
            digit -= carry << NONCE_BITS;
            int row = (Math.max(1, Math.abs(digit)) - 1) * LANES + lane;
            int step = 2 * (NONCE_DIGITS - 1 - i) + parity;
            place(step, lane, digit, negative, rows + (long) row * ROW_BYTES);
        }
    }

    /** Digits from −127 to 128 of u₁, which is below 2^255. */
    private void baseDigits(int lane, boolean negative) {
        int carry = 0;
        for (int i = 0; i < BASE_DIGITS; i++) {
            int digit = bits(u1, BASE_BITS * i, BASE_BITS) + carry;
            carry = digit > RecoveryProgram.BASE_MULTIPLES ? 1 : 0;
            digit -= carry << BASE_BITS;
            long row = kernel.baseRow(i, Math.max(1, Math.abs(digit)));
            place(2 * NONCE_DIGITS + i, lane, digit, negative, row);
        }
    }

    private void place(int step, int lane, int digit, boolean negative, long row) {
        set(kernel.program().steps, step * STEP_BYTES + 8 * lane, row);
        negate[step] |= ((digit < 0) != negative ? 1 : 0) << lane;
        live[step] |= (digit != 0 ? 1 : 0) << lane;
    }

    private static int bits(long[] number, int from, int count) {
        int word = from >> 6;
        int shift = from & 63;
        long low = number[word] >>> shift;
        if (shift + count > 64 && word + 1 < number.length) {
            low |= number[word + 1] << (64 - shift);
        }
        return (int) low & ((1 << count) - 1);
    }

    private void finishSteps() {
        Memory steps = kernel.program().steps;
        int last = STEPS - 1;
        for (int lane = 0; lane < LANES; lane++) {
            set(steps, last * STEP_BYTES + 8 * lane, kernel.endRow());
        }
        live[last] = ALL;
        for (int step = 0; step < STEPS; step++) {
            set(steps, step * STEP_BYTES + STEP_NEGATE, negate[step]);
            set(steps, step * STEP_BYTES + STEP_LIVE, live[step]);
        }
    }

    private Outcome outcome(int lane, long[] keys, int at) {
        RecoveryProgram program = kernel.program();
        int bit = 1 << lane;
        if ((get(program.onCurve, 0) & bit) == 0) {
            return Outcome.NO_KEY;
        }
        if ((get(program.infinite, 0) & bit) != 0) {
            return Outcome.UNDECIDED;
        }
        for (int i = 0; i < 2 * WORDS; i++) {
            keys[at + i] = get(program.output, lane * ROW_BYTES + 8 * i);
        }
        return Outcome.FOUND;
    }

    private void set(Memory place, int offset, long value) {
        workspace.set(ValueLayout.JAVA_LONG, (long) place.displacement() + offset, value);
    }

    private long get(Memory place, int offset) {
        return workspace.get(ValueLayout.JAVA_LONG, (long) place.displacement() + offset);
    }
}
