package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.state.LiveAccount;
import java.util.Arrays;

/**
 * Stack and memory instructions. Those that cost gas by their operands take what is left and return
 * it, negative for an exceptional halt. {@code sp} is the index after the top word, the operands
 * still in place; {@code d}, {@code x} and {@code y} are places of words as in {@link Uint256}.
 */
final class MemoryOps {
    /** Stands for every offset and size that no gas could pay for. */
    static final long HUGE = 1L << 40;

    private MemoryOps() {}

    /** The operand, or {@link #HUGE} if it is larger. */
    static long bounded(long[] s, int at) {
        boolean huge = (s[at] | s[at + 1] | s[at + 2]) != 0 || s[at + 3] < 0 || s[at + 3] > HUGE;
        return huge ? HUGE : s[at + 3];
    }

    /** Where a range ends that begins at an offset; an empty one needs no memory. */
    static long end(long offset, long size) {
        return size == 0 ? 0 : offset + size;
    }

    static long words(long bytes) {
        return (bytes + 31) >>> 5;
    }

    static void push(byte[] code, int pc, int size, long[] s, int sp) {
        int rest = size & 7;
        int full = size >>> 3;
        int at = sp + 4 - full;
        Uint256.set(s, sp, 0);
        if (rest != 0) {
            s[at - 1] = BigEndian.getLong(code, pc) >>> (64 - 8 * rest);
        }
        for (int i = 0; i < full; i++) {
            s[at + i] = BigEndian.getLong(code, pc + rest + 8 * i);
        }
    }

    static void duplicate(long[] s, int sp, int n) {
        int from = sp - 4 * n;
        s[sp] = s[from];
        s[sp + 1] = s[from + 1];
        s[sp + 2] = s[from + 2];
        s[sp + 3] = s[from + 3];
    }

    static void swap(long[] s, int sp, int n) {
        int top = sp - 4;
        int other = top - 4 * n;
        for (int i = 0; i < 4; i++) {
            long t = s[top + i];
            s[top + i] = s[other + i];
            s[other + i] = t;
        }
    }

    /**
     * @param offset at most {@link #HUGE}
     */
    static long load(Frame f, long[] s, int d, long offset, long gas) {
        long left = f.expand(gas, offset + 32);
        if (left >= 0) {
            readWord(f.memory, (int) offset, s, d);
        }
        return left;
    }

    /**
     * @param offset at most {@link #HUGE}
     */
    static long store(Frame f, long[] s, long offset, int value, long gas) {
        long left = f.expand(gas, offset + 32);
        if (left >= 0) {
            writeWord(f.memory, (int) offset, s, value);
        }
        return left;
    }

    static long store8(Frame f, long[] s, int sp, long gas) {
        long offset = bounded(s, sp - 4);
        long left = f.expand(gas, offset + 1);
        if (left >= 0) {
            f.memory[(int) offset] = (byte) s[sp - 5];
        }
        return left;
    }

    static void readWord(byte[] source, int offset, long[] s, int at) {
        s[at] = BigEndian.getLong(source, offset);
        s[at + 1] = BigEndian.getLong(source, offset + 8);
        s[at + 2] = BigEndian.getLong(source, offset + 16);
        s[at + 3] = BigEndian.getLong(source, offset + 24);
    }

    static void writeWord(byte[] target, int offset, long[] s, int at) {
        BigEndian.putLong(target, offset, s[at]);
        BigEndian.putLong(target, offset + 8, s[at + 1]);
        BigEndian.putLong(target, offset + 16, s[at + 2]);
        BigEndian.putLong(target, offset + 24, s[at + 3]);
    }

    static long keccak(Evm vm, Frame f, long[] s, int d, int x, int y, long gas) {
        long offset = bounded(s, x);
        long size = bounded(s, y);
        long left = f.expand(gas - 6 * words(size), end(offset, size));
        if (left >= 0) {
            int from = size == 0 ? 0 : (int) offset;
            if (size == KeccakMemo.INPUT_BYTES) {
                vm.memo.hash(f.memory, from, s, d);
            } else {
                vm.keccak.hash(f.memory, from, (int) size, s, d);
            }
        }
        return left;
    }

    static long callDataCopy(Frame f, long[] s, int sp, long gas) {
        return copyIn(f, s, sp, gas, f.input, f.inputOffset, f.inputSize);
    }

    static long codeCopy(Frame f, long[] s, int sp, long gas) {
        return copyIn(f, s, sp, gas, f.code.padded(), 0, f.code.size());
    }

    static long extCodeCopy(Evm vm, Frame f, long[] s, int sp, long gas) {
        LiveAccount account = EnvironmentOps.account(vm, s, sp - 4);
        long left = vm.chargeAccount(account, gas);
        if (left < 0) {
            return left;
        }
        Bytes code = vm.state.code(account).bytes();
        return copyIn(f, s, sp - 4, left, code.array(), 0, code.size());
    }

    /** Unlike the other copies it must not read past the end (EIP-211). */
    static long returnDataCopy(Evm vm, Frame f, long[] s, int sp, long gas) {
        long from = bounded(s, sp - 8);
        long size = bounded(s, sp - 12);
        if (from + size > vm.returnSize) {
            return vm.failGas(Halt.Reason.RETURN_DATA_OUT_OF_BOUNDS);
        }
        return copyIn(f, s, sp, gas, vm.returnData, 0, vm.returnSize);
    }

    /** Operands: target, source, size; beyond the source's end zeros are copied. */
    private static long copyIn(
            Frame f, long[] s, int sp, long gas, byte[] source, int start, int length) {
        long to = bounded(s, sp - 4);
        long from = bounded(s, sp - 8);
        long size = bounded(s, sp - 12);
        long left = f.expand(gas - 3 * words(size), end(to, size));
        if (left < 0 || size == 0) {
            return left;
        }
        int target = (int) to;
        int available = (int) Math.min(size, Math.max(0, length - from));
        if (available > 0) {
            System.arraycopy(source, start + (int) from, f.memory, target, available);
        }
        Arrays.fill(f.memory, target + available, target + (int) size, (byte) 0);
        return left;
    }

    static long copy(Frame f, long[] s, int sp, long gas) {
        long to = bounded(s, sp - 4);
        long from = bounded(s, sp - 8);
        long size = bounded(s, sp - 12);
        long left = f.expand(gas - 3 * words(size), end(Math.max(to, from), size));
        if (left >= 0 && size > 0) {
            System.arraycopy(f.memory, (int) from, f.memory, (int) to, (int) size);
        }
        return left;
    }

    /** RETURN and REVERT. */
    static long result(Frame f, long[] s, int sp, long gas) {
        long offset = bounded(s, sp - 4);
        long size = bounded(s, sp - 8);
        long left = f.expand(gas, end(offset, size));
        if (left >= 0) {
            f.resultOffset = size == 0 ? 0 : (int) offset;
            f.resultSize = (int) size;
        }
        return left;
    }
}
