package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Word;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The array of longs that a translation grows, and its constants. Slots are given in words. */
final class MicroCode {
    private static final int INDEX_MAX = 0xffff;

    private long[] longs = new long[256];
    private int size = Program.START;
    private long[] small = new long[32];
    private long[] wide = new long[64];
    private final Map<Long, Integer> smallIndex = new HashMap<>();
    private final Map<Word, Integer> wideIndex = new HashMap<>();

    int size() {
        return size;
    }

    /** Whether an index no longer fits its field. */
    boolean isTooLarge() {
        return size > INDEX_MAX || smallIndex.size() > INDEX_MAX || wideIndex.size() > INDEX_MAX;
    }

    void raw(long value) {
        if (size == longs.length) {
            longs = Arrays.copyOf(longs, 2 * size);
        }
        longs[size++] = value;
    }

    void set(int index, long value) {
        longs[index] = value;
    }

    void emit(int op, int d, int x, int y) {
        raw(MicroOp.encode(op, 4 * d, 4 * x, 4 * y));
    }

    void emitK(int op, int d, int x, long k) {
        raw(MicroOp.encode(op, 4 * d, 4 * x, constant(k)));
    }

    void emitW(int op, int d, int x, long[] limbs) {
        raw(MicroOp.encode(op, 4 * d, 4 * x, constant(limbs)));
    }

    /** With something else than a slot in y. */
    void emitOp(int op, int d, int x, int y) {
        raw(MicroOp.encode(op, 4 * d, 4 * x, y));
    }

    /** A branch whose target is filled in by {@link #target}. */
    void branch(int op, int x, int y) {
        raw(MicroOp.encode(op, 0, 4 * x, 4 * y));
    }

    void branchK(int op, int x, long k) {
        raw(MicroOp.encode(op, 0, 4 * x, constant(k)));
    }

    void target(int branch, int block) {
        longs[branch] |= (long) block << 16;
    }

    private int constant(long k) {
        return smallIndex.computeIfAbsent(
                k,
                value -> {
                    int index = smallIndex.size();
                    if (index == small.length) {
                        small = Arrays.copyOf(small, 2 * index);
                    }
                    small[index] = value;
                    return index;
                });
    }

    private int constant(long[] limbs) {
        Word word = new Word(limbs[0], limbs[1], limbs[2], limbs[3]);
        return wideIndex.computeIfAbsent(
                word,
                value -> {
                    int index = wideIndex.size();
                    if (4 * index == wide.length) {
                        wide = Arrays.copyOf(wide, 8 * index);
                    }
                    Uint256.set(wide, 4 * index, value.w3(), value.w2(), value.w1(), value.w0());
                    return index;
                });
    }

    Program program(Revision revision, char[] blocks) {
        return new Program(
                revision,
                Arrays.copyOf(longs, size),
                Arrays.copyOf(small, smallIndex.size()),
                Arrays.copyOf(wide, 4 * wideIndex.size()),
                blocks);
    }
}
