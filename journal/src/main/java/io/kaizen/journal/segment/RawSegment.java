package io.kaizen.journal.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A segment's file as it lies on disk, read without Chronicle, whether or not somebody appends to
 * it: the {@link DocumentHeader} of a document is written last.
 *
 * <p>The file never becomes shorter while anybody may read it, so no read is outside of it.
 */
final class RawSegment implements Segment {
    private static final VarHandle INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final Path file;
    private volatile MemorySegment mapped = MemorySegment.NULL;

    RawSegment(Path file) throws IOException {
        this.file = file;
        map();
    }

    @Override
    public int header(long offset) throws IOException {
        return holds(offset, DocumentHeader.BYTES) ? (int) INT.getAcquire(mapped, offset) : 0;
    }

    @Override
    public boolean holds(long offset, long length) throws IOException {
        if (offset + length > mapped.byteSize()) {
            map();
        }
        return offset + length <= mapped.byteSize();
    }

    @Override
    public void copy(long offset, byte[] target, int at, int length) {
        MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, target, at, length);
    }

    @Override
    public long size() {
        return mapped.byteSize();
    }

    private synchronized void map() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size() / DocumentHeader.ALIGNMENT * DocumentHeader.ALIGNMENT;
            if (size > mapped.byteSize()) {
                mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            }
        } catch (NoSuchFileException gone) {
            // Archived or dropped meanwhile, so complete: what is mapped is all that there was.
            if (mapped.byteSize() == 0) {
                throw gone;
            }
        }
    }
}
