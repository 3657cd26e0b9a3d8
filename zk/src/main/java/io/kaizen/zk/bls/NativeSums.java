package io.kaizen.zk.bls;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import supranational.blst.blst;

/**
 * blst's sums of multiples (Pippenger 1976), which its Java classes leave out: called in the same
 * library by the names it exports. Its points have the layout of ours: coordinates in Montgomery
 * form, limbs least significant first. Immutable; any thread.
 */
final class NativeSums {
    /** For fewer terms multiplying one by one is as fast. */
    static final int COUNT_MIN = 3;

    private static final int SCALAR_BYTES = 32;
    private static final long SCALAR_BITS = 256;

    private final int affineBytes;
    private final int jacobianBytes;
    private final MethodHandle inGroup;
    private final MethodHandle scratchBytes;
    private final MethodHandle sum;
    private final MethodHandle toAffine;

    @SuppressWarnings("restricted") // a native library is what this is about
    private NativeSums(SymbolLookup library, Linker linker, String group, int coordinateBytes) {
        affineBytes = 2 * coordinateBytes;
        jacobianBytes = 3 * coordinateBytes;
        ValueLayout size = ValueLayout.JAVA_LONG;
        ValueLayout address = ValueLayout.ADDRESS;
        inGroup =
                linker.downcallHandle(
                        library.findOrThrow(inGroup(group)),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, address));
        scratchBytes =
                linker.downcallHandle(
                        library.findOrThrow(scratchBytes(group)),
                        FunctionDescriptor.of(size, size));
        sum =
                linker.downcallHandle(
                        library.findOrThrow(sum(group)),
                        FunctionDescriptor.ofVoid(address, address, size, address, size, address));
        toAffine =
                linker.downcallHandle(
                        library.findOrThrow(toAffine(group)),
                        FunctionDescriptor.ofVoid(address, address));
    }

    private static String inGroup(String group) {
        return "blst_" + group + "_affine_in_g" + group.charAt(1);
    }

    private static String scratchBytes(String group) {
        return "blst_" + group + "s_mult_pippenger_scratch_sizeof";
    }

    private static String sum(String group) {
        return "blst_" + group + "s_mult_pippenger";
    }

    private static String toAffine(String group) {
        return "blst_" + group + "_to_affine";
    }

    /**
     * @param group {@code p1} or {@code p2}, as blst names its points
     * @param coordinateLimbs of a point's coordinate
     * @return null where the platform's library does not export its functions: the caller
     *     multiplies one by one
     */
    static @Nullable NativeSums of(String group, int coordinateLimbs) {
        // The library is loaded by the first use of its classes.
        blst.G1();
        SymbolLookup library = SymbolLookup.loaderLookup();
        // Windows' library exports its Java functions alone.
        boolean exported =
                Stream.of(inGroup(group), scratchBytes(group), sum(group), toAffine(group))
                        .allMatch(name -> library.find(name).isPresent());
        return exported
                ? new NativeSums(
                        library, Linker.nativeLinker(), group, coordinateLimbs * Long.BYTES)
                : null;
    }

    /** Terms in native memory: filled one by one, then summed. One thread. */
    final class Terms implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment points;
        private final MemorySegment scalars;
        private int count;

        Terms(int countMax) {
            points = arena.allocate((long) affineBytes * countMax, Long.BYTES);
            scalars = arena.allocate((long) SCALAR_BYTES * countMax, Long.BYTES);
        }

        /**
         * Adds a term.
         *
         * @param affine a point of the curve, not at infinity
         * @param scalar 32 bytes, most significant first
         * @return false where the point is not of the group
         */
        boolean add(long[] affine, byte[] scalar, int at) {
            MemorySegment point = points.asSlice((long) affineBytes * count, affineBytes);
            MemorySegment.copy(
                    affine, 0, point, ValueLayout.JAVA_LONG, 0, affineBytes / Long.BYTES);
            long to = (long) SCALAR_BYTES * count;
            for (int i = 0; i < SCALAR_BYTES; i++) {
                scalars.set(ValueLayout.JAVA_BYTE, to + i, scalar[at + SCALAR_BYTES - 1 - i]);
            }
            count++;
            try {
                return (int) inGroup.invokeExact(point) != 0;
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        /** Writes the sum of all terms as an affine point; false where it is infinity. */
        boolean sum(long[] affine) {
            MemorySegment result = arena.allocate(jacobianBytes, Long.BYTES);
            if (count > 0) {
                sumTo(result);
            }
            int limbs = jacobianBytes / Long.BYTES;
            long z = 0;
            for (int i = 2 * limbs / 3; i < limbs; i++) {
                z |= result.getAtIndex(ValueLayout.JAVA_LONG, i);
            }
            if (z == 0) {
                return false;
            }
            MemorySegment point = arena.allocate(affineBytes, Long.BYTES);
            try {
                toAffine.invokeExact(point, result);
            } catch (Throwable e) {
                throw failure(e);
            }
            MemorySegment.copy(
                    point, ValueLayout.JAVA_LONG, 0, affine, 0, affineBytes / Long.BYTES);
            return true;
        }

        private void sumTo(MemorySegment result) {
            try {
                MemorySegment scratch =
                        arena.allocate((long) scratchBytes.invokeExact((long) count), Long.BYTES);
                // A pointer and null stand for an array that lies in one piece.
                MemorySegment pointList = arena.allocate(ValueLayout.ADDRESS, 2);
                pointList.set(ValueLayout.ADDRESS, 0, points);
                MemorySegment scalarList = arena.allocate(ValueLayout.ADDRESS, 2);
                scalarList.set(ValueLayout.ADDRESS, 0, scalars);
                sum.invokeExact(result, pointList, (long) count, scalarList, SCALAR_BITS, scratch);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private static IllegalStateException failure(Throwable e) {
        return new IllegalStateException("a native function could not be called", e);
    }
}
