package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;

/**
 * One call or creation under way; pooled, so every field is set by the engine when it pushes the
 * frame. Stack and memory lie in the engine's arenas from {@code base} and {@code memoryBase} on.
 */
final class Frame {
    // Set when the frame is pushed.
    CallKind kind;
    Code code;
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
    int memoryBase;

    /** Where the caller wants the output, relative to its memory. */
    int outOffset;

    int outSize;

    // Moved by the interpreter; current only while the frame is suspended or a helper runs.
    int pc;
    int sp;
    long gas;
    int memorySize;

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

    /**
     * Pays for memory up to {@code end} bytes and makes it.
     *
     * @return the gas left, negative when it does not suffice or the arena's bound is reached
     */
    long expand(Evm vm, long gasLeft, long end) {
        if (end <= memorySize) {
            return gasLeft;
        }
        if (end + memoryBase > Evm.MEMORY_MAX) {
            return -1;
        }
        long words = (end + 31) >>> 5;
        long left = gasLeft - (memoryPrice(words) - memoryPrice(memorySize >>> 5));
        if (left >= 0) {
            int size = (int) words << 5;
            vm.reserveMemory(memoryBase + memorySize, memoryBase + size);
            memorySize = size;
        }
        return left;
    }

    private static long memoryPrice(long words) {
        return 3 * words + ((words * words) >>> 9);
    }
}
