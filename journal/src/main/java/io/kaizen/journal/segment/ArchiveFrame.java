package io.kaizen.journal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whole documents of a segment, decompressed. Immutable. */
final class ArchiveFrame {
    private final long from;
    private final byte[] bytes;

    /**
     * @param from where in the segment they begin
     * @param bytes owned by the frame from now on
     */
    ArchiveFrame(long from, byte[] bytes) {
        this.from = from;
        this.bytes = bytes;
    }

    int length() {
        return bytes.length;
    }

    boolean has(long offset, int length) {
        return offset >= from && offset + length <= from + bytes.length;
    }

    /** Four bytes that it {@link #has}. */
    int header(long offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt((int) (offset - from));
    }

    /** Copies bytes that it {@link #has}. */
    void copy(long offset, byte[] target, int at, int length) {
        System.arraycopy(bytes, (int) (offset - from), target, at, length);
    }
}
