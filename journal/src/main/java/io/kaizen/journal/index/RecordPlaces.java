package io.kaizen.journal.index;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Block number to where its record is, in one mapped file of 8 bytes a block. One writer, any
 * reader; whoever reads a number has learnt from the writer that it is there.
 *
 * <p>The file grows by chunks of zeros that are written, so that a full disk fails a write and not
 * a store to the mapping. A place is kept plus one: 0 is none.
 */
public final class RecordPlaces implements AutoCloseable {
    public static final long ABSENT = -1;

    private static final int CHUNK_BITS = 17;
    private static final int CHUNK_BYTES = 8 << CHUNK_BITS;
    private static final long MASK = (1L << CHUNK_BITS) - 1;
    private static final ValueLayout.OfLong PLACE =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final FileChannel file;
    private final Path path;
    private final Disk disk;
    private volatile MemorySegment[] chunks = {};

    private RecordPlaces(FileChannel file, Path path, Disk disk) {
        this.file = file;
        this.path = path;
        this.disk = disk;
    }

    public static RecordPlaces open(Path path, Disk disk) throws IOException {
        RecordPlaces places =
                new RecordPlaces(
                        FileChannel.open(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        path,
                        disk);
        try {
            // A last chunk that was not written to its end is written again when it is needed.
            long whole = places.file.size() / CHUNK_BYTES;
            while (places.chunks.length < whole) {
                places.map();
            }
            return places;
        } catch (IOException failed) {
            places.file.close();
            throw failed;
        }
    }

    /** The place of the block's record, or {@link #ABSENT}. */
    public long get(long number) {
        MemorySegment[] all = chunks;
        int chunk = (int) (number >>> CHUNK_BITS);
        return number < 0 || chunk >= all.length
                ? ABSENT
                : all[chunk].getAtIndex(PLACE, number & MASK) - 1;
    }

    /**
     * @throws UncheckedIOException where the file cannot grow
     */
    public void put(long number, long place) {
        int chunk = (int) (number >>> CHUNK_BITS);
        try {
            while (chunk >= chunks.length) {
                grow();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("no room for the place of block " + number, failed);
        }
        chunks[chunk].setAtIndex(PLACE, number & MASK, place + 1);
    }

    /** Forgets the places of blocks before this one, and gives their room on the disk back. */
    public void dropBelow(long first) throws IOException {
        disk.release(path, 0, Math.min(file.size(), first * Long.BYTES));
    }

    /** Brings all places to the disk. Any thread. */
    public void force() throws IOException {
        disk.force(file, path);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("places cannot be closed", failed);
        }
    }

    private void grow() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(CHUNK_BYTES);
        long start = (long) chunks.length * CHUNK_BYTES;
        while (zeros.hasRemaining()) {
            file.write(zeros, start + zeros.position());
        }
        map();
    }

    private void map() throws IOException {
        MemorySegment[] all = Arrays.copyOf(chunks, chunks.length + 1);
        long start = (long) chunks.length * CHUNK_BYTES;
        all[chunks.length] =
                file.map(FileChannel.MapMode.READ_WRITE, start, CHUNK_BYTES, Arena.ofAuto());
        chunks = all;
    }
}
