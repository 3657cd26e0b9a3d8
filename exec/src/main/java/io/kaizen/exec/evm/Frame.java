package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call or creation under way; pooled, so every field is set by the engine when it pushes the
 * frame. The stack lies in the engine's arena from {@code base} on.
 */
final class Frame {
    private static final byte[] NO_MEMORY = {};
    private static final int MEMORY_MIN = 1 << 10;
    private static final int MEMORY_KEPT = 64 << 10;

    // Set when the frame is pushed.
    CallKind kind;
    Code code;

    /** The code in register form; null where the frame runs the code as it stands. */
    @Nullable Program program;

    LiveAccount self;
    LiveAccount codeAccount;
    Address caller;
    Word value;
    boolean isStatic;
    byte[] input;
    int inputOffset;
    int inputSize;
    long gasGiven;
    int snapshot;
    int base;

    /** What the frames below hold; counts towards {@link Evm#MEMORY_MAX}. */
    long memoryBelow;

    /** Where the caller wants the output, relative to its memory. */
    int outOffset;

    int outSize;

    // Moved by the interpreter; current only while the frame is suspended or a helper runs.
    // With a program, pc is the index of its block.
    int pc;
    int sp;
    long gas;
    int memorySize;

    /** Of at least {@link #memorySize} bytes; kept with the pooled frame while it is small. */
    byte[] memory = NO_MEMORY;

    /** The output within this frame's memory. */
    int resultOffset;

    int resultSize;

    @SuppressWarnings("NullAway.Init") // a pooled frame is not read before begin
    Frame() {}

    void save(int newPc, int newSp, long newGas) {
        pc = newPc;
        sp = newSp;
        gas = newGas;
    }

    /** Goes on in register form from the JUMPDEST at {@code pc}; with null, as it was. */
    void takeUp(@Nullable Program made) {
        if (made != null) {
            program = made;
            pc = made.block(pc);
        }
    }

    /**
     * Pays for memory up to {@code end} bytes and makes it.
     *
     * @return the gas left, negative when it does not suffice or the bound is reached
     */
    long expand(long gasLeft, long end) {
        if (end <= memorySize) {
            return gasLeft;
        }
        if (end > Evm.FRAME_MEMORY_MAX || end + memoryBelow > Evm.MEMORY_MAX) {
            return -1;
        }
        long words = (end + 31) >>> 5;
        long left = gasLeft - (memoryPrice(words) - memoryPrice(memorySize >>> 5));
        if (left >= 0) {
            grow((int) words << 5);
        }
        return left;
    }

    /** New memory reads as zero, whatever an earlier frame left there. */
    private void grow(int size) {
        if (size > memory.length) {
            long doubled = Math.min(Evm.FRAME_MEMORY_MAX, 2L * memorySize);
            int capacity = (int) Math.max(MEMORY_MIN, Math.max(size, doubled));
            memory = Arrays.copyOf(memory, capacity);
        }
        Arrays.fill(memory, memorySize, size, (byte) 0);
        memorySize = size;
    }

    void releaseLargeMemory() {
        if (memory.length > MEMORY_KEPT) {
            memory = NO_MEMORY;
        }
    }

    private static long memoryPrice(long words) {
        return 3 * words + ((words * words) >>> 9);
    }
}
