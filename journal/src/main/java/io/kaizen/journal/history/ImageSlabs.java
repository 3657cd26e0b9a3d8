package io.kaizen.journal.history;

/**
 * Hands out parts of large arrays, one after the other. A slab is so large that the collector
 * leaves it where it is, and goes when the last of its parts is let go of. One thread.
 */
final class ImageSlabs {
    private static final int FIRST_BYTES = 64 << 10;

    /** With its header just within two regions of 4 MiB. */
    private static final int SLAB_BYTES = (8 << 20) - 64;

    private byte[] slab = {};
    private int used;

    /** {@code length} bytes of the slab, which nobody else writes. */
    static final class Slice {
        final byte[] slab;
        final int from;
        final int length;

        private Slice(byte[] slab, int from, int length) {
            this.slab = slab;
            this.from = from;
            this.length = length;
        }
    }

    Slice take(int length) {
        if (slab.length - used < length) {
            int next = Math.clamp(2L * slab.length, FIRST_BYTES, SLAB_BYTES);
            slab = new byte[Math.max(next, length)];
            used = 0;
        }
        Slice slice = new Slice(slab, used, length);
        used += length;
        return slice;
    }
}
