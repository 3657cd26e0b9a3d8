package io.kaizen.zk.hash;

import io.kaizen.zk.machine.Assembler.Label;
import io.kaizen.zk.machine.MachineCode;
import io.kaizen.zk.machine.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Eight inputs at a time, one a lane of AVX-512, in the order of their lengths in blocks so that
 * few lanes run on for nothing. An input alone goes the scalar way.
 */
final class LaneKeccakBatch implements KeccakBatch {
    private static final int STATES = KeccakProgram.STATES;
    private static final int RATE_BYTES = 136;
    private static final int DIGEST_LANES = Keccak256.DIGEST_BYTES / Long.BYTES;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfLong ANYWHERE = ValueLayout.JAVA_LONG_UNALIGNED;

    // Constants, so that the call is compiled into its caller.
    private static final @Nullable MethodHandle FIRST_BLOCK;
    private static final @Nullable MethodHandle NEXT_BLOCK;

    static {
        KeccakProgram program = new KeccakProgram();
        MachineCode code =
                Processor.HAS_IFMA ? MachineCode.install(program.code()).orElse(null) : null;
        FIRST_BLOCK = function(code, program.first);
        NEXT_BLOCK = function(code, program.next);
    }

    private final MemorySegment workspace =
            Arena.ofAuto().allocate(KeccakProgram.WORKSPACE_BYTES, KeccakProgram.ALIGNMENT);
    private final Keccak256 alone = new Keccak256();
    private final byte[] tail = new byte[RATE_BYTES];
    private long[] order = new long[0];

    LaneKeccakBatch() {
        KeccakProgram.prepare(workspace);
    }

    private static @Nullable MethodHandle function(@Nullable MachineCode code, Label entry) {
        return code == null ? null : code.function(entry, 1);
    }

    /** Whether this machine can. */
    static boolean isAvailable() {
        return FIRST_BLOCK != null;
    }

    @Override
    public void hash(byte[] inputs, int[] offsets, int[] lengths, int count, byte[] digests) {
        Objects.checkFromIndexSize(0, count * Keccak256.DIGEST_BYTES, digests.length);
        sort(inputs, offsets, lengths, count);
        int at = 0;
        while (count - at > 1) {
            int states = Math.min(STATES, count - at);
            run(at, states, inputs, offsets, lengths, digests);
            at += states;
        }
        if (at < count) {
            int last = (int) order[at];
            alone.hash(
                    inputs, offsets[last], lengths[last], digests, last * Keccak256.DIGEST_BYTES);
        }
    }

    /** The inputs by number of blocks: that number above, the index in the low half. */
    private void sort(byte[] inputs, int[] offsets, int[] lengths, int count) {
        if (order.length < count) {
            order = new long[Math.max(count, 2 * order.length)];
        }
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            Objects.checkFromIndexSize(offsets[i], lengths[i], inputs.length);
            order[i] = (long) blocks(lengths[i]) << 32 | i;
            sorted &= i == 0 || order[i - 1] < order[i];
        }
        if (!sorted) {
            Arrays.sort(order, 0, count);
        }
    }

    private static int blocks(int length) {
        return length / RATE_BYTES + 1;
    }

    private void run(
            int at, int states, byte[] inputs, int[] offsets, int[] lengths, byte[] digests) {
        int blocksMax = (int) (order[at + states - 1] >>> 32);
        int ended = 0;
        for (int block = 0; block < blocksMax; block++) {
            for (int state = ended; state < states; state++) {
                int index = (int) order[at + state];
                fill(state, block, inputs, offsets[index], lengths[index]);
            }
            absorb(block == 0);
            while (ended < states && order[at + ended] >>> 32 == block + 1) {
                int index = (int) order[at + ended];
                read(ended, digests, index * Keccak256.DIGEST_BYTES);
                ended++;
            }
        }
    }

    private void absorb(boolean first) {
        try {
            if (first) {
                Objects.requireNonNull(FIRST_BLOCK).invokeExact(workspace);
            } else {
                Objects.requireNonNull(NEXT_BLOCK).invokeExact(workspace);
            }
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("machine code was not entered", thrown);
        }
    }

    /** One block of an input, with the padding in the last: 0x01, zeros, 0x80. */
    private void fill(int state, int block, byte[] inputs, int offset, int length) {
        int done = block * RATE_BYTES;
        if (length - done >= RATE_BYTES) {
            put(state, inputs, offset + done);
            return;
        }
        int rest = length - done;
        System.arraycopy(inputs, offset + done, tail, 0, rest);
        Arrays.fill(tail, rest, RATE_BYTES, (byte) 0);
        tail[rest] = 0x01;
        tail[RATE_BYTES - 1] |= (byte) 0x80;
        put(state, tail, 0);
    }

    private void put(int state, byte[] from, int offset) {
        long row = KeccakProgram.ROWS + (long) state * KeccakProgram.ROW_BYTES;
        MemorySegment source = MemorySegment.ofArray(from);
        MemorySegment.copy(source, offset, workspace, row, KeccakProgram.ROW_BYTES);
        long last = source.get(ANYWHERE, offset + (long) KeccakProgram.ROW_BYTES);
        workspace.set(WORD, KeccakProgram.LAST + (long) state * Long.BYTES, last);
    }

    private void read(int state, byte[] digests, int offset) {
        MemorySegment target = MemorySegment.ofArray(digests);
        for (int lane = 0; lane < DIGEST_LANES; lane++) {
            long from = KeccakProgram.STATE + (long) Long.BYTES * (lane * STATES + state);
            target.set(ANYWHERE, offset + (long) lane * Long.BYTES, workspace.get(WORD, from));
        }
    }
}
