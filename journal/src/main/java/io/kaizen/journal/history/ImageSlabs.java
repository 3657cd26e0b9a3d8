package io.kaizen.journal.history;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for what lives for minutes and is written in order, handed out in slices
 * and taken back in the same order; slabs are used again and never freed while this lives. One
 * thread takes and gives back; any thread reads a slice, and finds out if it was too late.
 */
final class ImageSlabs {
    private static final class Slab {
        final MemorySegment memory;
        int used;
        int slices;
        private int uses;

        /** Rises before the slab is written anew: what was read before that is as it was. */
        volatile int generation;

        Slab(long bytes) {
            memory = Arena.ofAuto().allocate(bytes);
        }
    }

    /** A part of a slab, valid until it is given back and the slab is used again. */
    static final class Slice {
        final MemorySegment memory;
        private final Slab slab;
        private final int generation;

        private Slice(Slab slab, int length) {
            this.slab = slab;
            this.generation = slab.generation;
            this.memory = slab.memory.asSlice(slab.used, length);
        }

        /** Whether all that was read so far was this slice's. */
        boolean isIntact() {
            return slab.generation == generation;
        }
    }

    private final ArrayDeque<Slab> free = new ArrayDeque<>();
    private final long bytesMax;
    private final int slabBytes;
    private @Nullable Slab current;
    private long bytes;

    /**
     * @param slabBytes of one slab; a larger slice has one of its own
     */
    ImageSlabs(long bytesMax, int slabBytes) {
        this.bytesMax = bytesMax;
        this.slabBytes = slabBytes;
    }

    /** Whether a slice of the length fits without going over the bound. */
    boolean hasRoom(int length) {
        return fits(current, length)
                || (length <= slabBytes && !free.isEmpty())
                || bytes + Math.max(length, slabBytes) <= bytesMax;
    }

    /** A slice; over the bound where there is no room. */
    Slice take(int length) {
        Slab slab = current;
        if (slab == null || !fits(slab, length)) {
            slab = length <= slabBytes && !free.isEmpty() ? free.removeFirst() : added(length);
            Slab full = current;
            current = slab;
            if (full != null) {
                reclaim(full);
            }
        }
        Slice slice = new Slice(slab, length);
        slab.used += length;
        slab.slices++;
        return slice;
    }

    /** Takes a slice back. Readers of it find out when its memory is used again. */
    void giveBack(Slice slice) {
        slice.slab.slices--;
        if (slice.slab != current) {
            reclaim(slice.slab);
        }
    }

    /** The memory taken from the system, in bytes. */
    long bytes() {
        return bytes;
    }

    private Slab added(int length) {
        Slab slab = new Slab(Math.max(length, slabBytes));
        bytes += slab.memory.byteSize();
        return slab;
    }

    private void reclaim(Slab slab) {
        if (slab.slices > 0) {
            return;
        }
        slab.generation = ++slab.uses;
        // Before anything is written to the slab again.
        VarHandle.fullFence();
        slab.used = 0;
        if (slab.memory.byteSize() == slabBytes) {
            free.addLast(slab);
        } else {
            // One for a single large block; its memory goes with its last reader.
            bytes -= slab.memory.byteSize();
        }
    }

    private static boolean fits(@Nullable Slab slab, int length) {
        return slab != null && slab.memory.byteSize() - slab.used >= length;
    }
}
