package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;

/**
 * One segment while it is written: a Chronicle Queue that never rolls, with blocks of the disk
 * behind all that is written next. One thread appends; any may allocate or force.
 */
final class SegmentWriter implements AutoCloseable {
    /** In a metadata document before all others: Chronicle makes its file for a document only. */
    private static final byte[] MARK = "kaizen.segment.1".getBytes(StandardCharsets.US_ASCII);

    /** What Chronicle's own indexes may take between two documents, and its next header. */
    private static final long SLACK = 2L << 20;

    private final long number;
    private final Path file;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private final FileChannel channel;
    private final Disk disk;
    private volatile long allocated;
    private volatile boolean isForced;
    private long end;

    private SegmentWriter(
            long number,
            Path file,
            ChronicleQueue queue,
            ExcerptAppender appender,
            FileChannel channel,
            Disk disk) {
        this.number = number;
        this.file = file;
        this.queue = queue;
        this.appender = appender;
        this.channel = channel;
        this.disk = disk;
    }

    /** Makes the segment, to the disk, with its first blocks. */
    static SegmentWriter create(SegmentFiles files, long number, SegmentSizes sizes, Disk disk)
            throws IOException {
        Path folder = Files.createDirectories(files.folder(number));
        ChronicleQueue queue =
                SingleChronicleQueueBuilder.single(folder.toFile())
                        .rollCycle(LargeRollCycles.LARGE_DAILY)
                        .timeProvider(() -> 0)
                        .syncMode(SyncMode.NONE)
                        .build();
        try {
            ExcerptAppender appender = queue.createAppender();
            // Made by one thread, written by another.
            appender.singleThreadedCheckDisabled(true);
            try (DocumentContext document = appender.writingDocument(true)) {
                bytes(document).write(MARK);
            }
            Path file = files.queueFile(number).orElseThrow();
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            SegmentWriter writer = new SegmentWriter(number, file, queue, appender, channel, disk);
            try {
                writer.allocateTo(sizes.aheadBytes());
                writer.forceNames(files);
                return writer;
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            queue.close();
            throw failed;
        }
    }

    private void forceNames(SegmentFiles files) throws IOException {
        Path folder = files.folder(number);
        for (Path each : list(folder)) {
            try (FileChannel written = FileChannel.open(each, StandardOpenOption.WRITE)) {
                disk.force(written, each);
            }
        }
        disk.forceFolder(folder);
        disk.forceFolder(files.root());
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    long number() {
        return number;
    }

    /** Behind the last document. */
    long end() {
        return end;
    }

    boolean hasRoomFor(int length) {
        return end + length + SLACK <= allocated;
    }

    /** Allocates what the next document needs, and {@code more}. */
    void makeRoomFor(int length, long more) throws IOException {
        allocateTo(end + length + SLACK + more);
    }

    long allocated() {
        return allocated;
    }

    /** Any thread. */
    synchronized void allocateTo(long bytes) throws IOException {
        if (bytes > allocated) {
            disk.allocate(file, allocated, bytes - allocated);
            allocated = bytes;
        }
    }

    /**
     * @return the place of the document
     */
    long append(byte[] source, int from, int length) {
        long place;
        try (DocumentContext document = appender.writingDocument()) {
            boolean whole = false;
            try {
                Bytes<?> target = bytes(document);
                long at = target.writePosition() - DocumentHeader.BYTES;
                target.write(source, from, length);
                end = DocumentHeader.after(at, length);
                place = Place.of(number, at);
                whole = true;
            } finally {
                if (!whole) {
                    document.rollbackOnClose();
                }
            }
        }
        // Behind the write: whoever forces meanwhile may have missed it.
        isForced = false;
        return place;
    }

    /** Returns once all that was appended before is on the disk. Any thread. */
    void force() throws IOException {
        if (!isForced) {
            isForced = true;
            try {
                disk.force(channel, file);
            } catch (IOException failed) {
                isForced = false;
                throw failed;
            }
        }
    }

    /** Gives back the blocks that were allocated and not used. Nothing is appended any more. */
    void finish() throws IOException {
        appender.close();
        queue.close();
        RawSegment written = new RawSegment(file);
        // Chronicle may have put an index behind the last document.
        long from = written.behindMetadata(end);
        disk.release(file, from, Math.max(written.size(), allocated) - from);
    }

    @Override
    public void close() {
        try {
            appender.close();
            queue.close();
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close " + file, failed);
        }
    }

    private static Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("no document to write to");
        }
        return wire.bytes();
    }
}
