package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Layout.LANES;
import static io.kaizen.exec.crypto.lanes.Layout.ROW_BYTES;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.BASE_DIGITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.BASE_MULTIPLES;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.NONCE_BITS;
import static io.kaizen.exec.crypto.lanes.RecoveryProgram.NONCE_DIGITS;

import io.kaizen.exec.crypto.lanes.BasePoints.Point;
import io.kaizen.zk.machine.MachineCode;
import io.kaizen.zk.machine.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.util.Optional;

/** The installed program and the generator's multiples: one for the process, read by any thread. */
final class LaneKernel {
    /** A JVM property: {@code off} keeps everything to the library, one by one. */
    private static final String SWITCH = "kaizen.lanes";

    private static final String SWITCH_OFF = "off";

    /** Empty where the processor or the system lacks what it needs. */
    static final Optional<LaneKernel> INSTANCE = install();

    private static final int WINDOW_BYTES = BASE_MULTIPLES * LANES * ROW_BYTES;
    private static final int ALIGNMENT = 64;

    private final RecoveryProgram program;
    private final MethodHandle recovery;
    private final MethodHandle tabulation;
    private final MemorySegment baseRows;
    private final MemorySegment endRow;

    private LaneKernel(RecoveryProgram program, MachineCode code) {
        this.program = program;
        recovery = code.function(program.recovery, 1);
        tabulation = code.function(program.tabulation, 2);
        baseRows = Arena.global().allocate((long) BASE_DIGITS / LANES * WINDOW_BYTES, ALIGNMENT);
        endRow = Arena.global().allocate(ROW_BYTES, ALIGNMENT);
        int doublings = NONCE_BITS * (NONCE_DIGITS - 1);
        writeRow(endRow, 0, BasePoints.START.doubled(doublings).negated());
        tabulate();
    }

    private static Optional<LaneKernel> install() {
        if (SWITCH_OFF.equals(System.getProperty(SWITCH)) || !Processor.HAS_IFMA) {
            return Optional.empty();
        }
        RecoveryProgram program = new RecoveryProgram(BasePoints.START.x(), BasePoints.START.y());
        return MachineCode.install(program.code()).map(code -> new LaneKernel(program, code));
    }

    /** Multiples of 2^(8i)·G for all i, eight i at a time. */
    private void tabulate() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment workspace = newWorkspace(arena, program.tabulationBytes());
            Point base = BasePoints.GENERATOR;
            for (int window = 0; window < BASE_DIGITS; window += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    long at = program.input.displacement() + (long) lane * ROW_BYTES;
                    writeRow(workspace, at, base);
                    base = base.doubled(RecoveryProgram.BASE_BITS);
                }
                long at = (long) window / LANES * WINDOW_BYTES;
                tabulation.invokeExact(workspace, baseRows.asSlice(at, WINDOW_BYTES));
            }
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    private static void writeRow(MemorySegment memory, long at, Point point) {
        writeWords(memory, at, point.x());
        writeWords(memory, at + ROW_BYTES / 2, point.y());
    }

    private static void writeWords(MemorySegment memory, long at, BigInteger value) {
        for (int i = 0; i < Scalars.WORDS; i++) {
            memory.set(ValueLayout.JAVA_LONG, at + 8L * i, value.shiftRight(64 * i).longValue());
        }
    }

    /** A workspace for {@link #run}: constants written, all else to be filled in. */
    MemorySegment newWorkspace() {
        return newWorkspace(Arena.ofAuto(), program.recoveryBytes());
    }

    private MemorySegment newWorkspace(Arena arena, int bytes) {
        MemorySegment workspace = arena.allocate(bytes, ALIGNMENT);
        program.constants().write(workspace);
        return workspace;
    }

    RecoveryProgram program() {
        return program;
    }

    /** The address of {@code multiple · 2^(8·digit) · G}; multiple from 1. */
    long baseRow(int digit, int multiple) {
        int row = (multiple - 1) * LANES + digit % LANES;
        return baseRows.address() + (long) digit / LANES * WINDOW_BYTES + (long) row * ROW_BYTES;
    }

    /** The address of the point that takes the start away again. */
    long endRow() {
        return endRow.address();
    }

    void run(MemorySegment workspace) {
        try {
            recovery.invokeExact(workspace);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    private static RuntimeException failed(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("machine code was not entered", thrown);
    }
}
