package io.kaizen.journal.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A segment's file as it lies on disk, read without Chronicle, whether or not somebody appends to
 * it. Any thread.
 *
 * <p>Documents stand one behind the other, each at a multiple of four bytes behind a header of
 * four, little-endian, which is written last: 30 bits of length, a bit for metadata, a bit for "not
 * complete". Zero is the end for now.
 *
 * <p>The file never becomes shorter while anybody may read it, so no read is outside of it.
 */
final class RawSegment {
    static final int HEADER = 4;

    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;
    private static final long ALIGNMENT = 4;
    private static final VarHandle INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final Path file;
    private volatile MemorySegment mapped = MemorySegment.NULL;

    RawSegment(Path file) throws IOException {
        this.file = file;
        map();
    }

    /** The header there; 0 behind the end of the file. */
    int header(long offset) throws IOException {
        return holds(offset, HEADER) ? (int) INT.getAcquire(mapped, offset) : 0;
    }

    static boolean isComplete(int header) {
        return header != 0 && (header & NOT_COMPLETE) == 0;
    }

    static boolean isMetadata(int header) {
        return (header & METADATA) != 0;
    }

    static int length(int header) {
        return header & LENGTH;
    }

    /** Whether a document may begin there. */
    static boolean isAligned(long offset) {
        return offset % ALIGNMENT == 0;
    }

    /** Where the header behind a document is. */
    static long after(long offset, int length) {
        return offset + HEADER + length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Whether the file goes so far. */
    boolean holds(long offset, long length) throws IOException {
        if (offset + length > mapped.byteSize()) {
            map();
        }
        return offset + length <= mapped.byteSize();
    }

    /** Copies what {@link #holds} said is there. */
    void copy(long offset, byte[] target, int at, int length) {
        MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, target, at, length);
    }

    /** Where the header is that is not one of whole metadata. */
    long behindMetadata(long offset) throws IOException {
        long at = offset;
        int header = header(at);
        while (isComplete(header) && isMetadata(header)) {
            at = after(at, length(header));
            header = header(at);
        }
        return at;
    }

    long size() {
        return mapped.byteSize();
    }

    private synchronized void map() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size() / ALIGNMENT * ALIGNMENT;
            if (size > mapped.byteSize()) {
                mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            }
        }
    }
}
