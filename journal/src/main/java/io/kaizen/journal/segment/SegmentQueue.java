package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue open for append, by one thread of one process; its {@link #library} is for any. First
 * read, then {@linkplain #begin begun} behind the last document that its owner knows for one of its
 * own.
 */
public final class SegmentQueue implements AutoCloseable {
    private final SegmentFiles files;
    private final SegmentSizes sizes;
    private final Disk disk;
    private final WriterLock lock;
    private final SegmentLibrary library;

    /** Appended to and not known to be on the disk, but for the one being written. */
    private final List<SegmentWriter> unforced = new ArrayList<>();

    private @Nullable SegmentMaker maker;
    private volatile @Nullable SegmentWriter writer;

    private SegmentQueue(SegmentFiles files, SegmentSizes sizes, Disk disk, WriterLock lock) {
        this.files = files;
        this.sizes = sizes;
        this.disk = disk;
        this.lock = lock;
        this.library = new SegmentLibrary(files, sizes.documentBytesMax());
    }

    /**
     * Opens or creates the queue and takes its lock.
     *
     * @throws IllegalStateException where another writer has the folder open
     */
    public static SegmentQueue open(Path folder, SegmentSizes sizes, Disk disk) throws IOException {
        Files.createDirectories(folder);
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            disk.forceFolder(parent);
        }
        WriterLock lock = WriterLock.of(folder);
        try {
            SegmentFiles files = new SegmentFiles(folder);
            DatedFiles.takeOver(files, disk);
            return new SegmentQueue(files, sizes, disk, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    public Path folder() {
        return files.root();
    }

    public SegmentLibrary library() {
        return library;
    }

    /**
     * Cuts off what is behind a place, for good, and begins a segment of its own: from now on it
     * can be appended to. What it holds is on the disk then.
     *
     * @param end behind the last document that counts; {@link Place#START} for none
     */
    public void begin(long end) throws IOException {
        List<Long> numbers = files.numbers();
        for (long number : numbers) {
            if (files.isArchived(number)) {
                keepArchive(number, end);
            } else if (number > Place.segment(end) || files.queueFile(number).isEmpty()) {
                library.forget(number);
                files.delete(number, disk);
            } else {
                if (number == Place.segment(end)) {
                    cut(number, Place.offset(end));
                }
                force(number);
            }
        }
        files.deleteUnfinished(disk);
        disk.forceFolder(files.root());
        // Numbers of deleted ones are not used again: somebody may have them mapped.
        long first = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
        maker = new SegmentMaker(files, sizes, disk, first);
        writer = maker.take();
    }

    /** An archive was on the disk before it had its name, and nothing of it is ever cut off. */
    private void keepArchive(long number, long end) throws IOException {
        Segment archived = library.segment(number);
        long size = archived == null ? 0 : archived.size();
        if (number > Place.segment(end)
                || (number == Place.segment(end) && Place.offset(end) < size)) {
            throw new ArchiveDamageException(
                    "%s goes on in archive %s, behind the last document that can be read: %s"
                            .formatted(files.root(), files.archive(number), Place.describe(end)));
        }
        // The archiving was cut off between the name and this.
        files.deleteFolder(number, disk);
    }

    /**
     * What a killed process had appended was only in memory, and whoever reads on counts on it: the
     * next {@link #force} covers what is appended from now on.
     */
    private void force(long number) throws IOException {
        Path file = files.queueFile(number).orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.force(channel, file);
        }
    }

    private void cut(long number, long end) throws IOException {
        Segment segment = library.segment(number);
        if (segment == null) {
            return;
        }
        long from = segment.behindMetadata(end);
        if (segment.header(from) == 0) {
            return;
        }
        Path file = files.queueFile(number).orElseThrow();
        disk.release(file, from, segment.size() - from);
    }

    /**
     * Appends a document, to another segment where this one is full.
     *
     * @return its place
     * @throws io.kaizen.journal.disk.DiskFullException where there is no room for it: nothing is
     *     written then, and the same may be tried again
     */
    public long append(byte[] source, int from, int length) throws IOException {
        if (length < 1 || length > sizes.documentBytesMax()) {
            throw new IllegalArgumentException(
                    "document of %d bytes, want 1 to %d"
                            .formatted(length, sizes.documentBytesMax()));
        }
        SegmentWriter to = begun();
        if (to.end() > 0 && to.end() + length > sizes.segmentBytes()) {
            to = roll(to);
        }
        making().makeRoom(to, length);
        return to.append(source, from, length);
    }

    private SegmentWriter roll(SegmentWriter full) throws IOException {
        SegmentWriter next = making().take();
        synchronized (unforced) {
            unforced.add(full);
            writer = next;
        }
        full.finish();
        return next;
    }

    /** Returns once all that was appended before is on the disk. Any thread. */
    public void force() throws IOException {
        // Before the earlier ones are looked at: a roll adds to them first.
        SegmentWriter last = writer;
        synchronized (unforced) {
            while (!unforced.isEmpty()) {
                SegmentWriter full = unforced.getFirst();
                full.force();
                full.close();
                unforced.removeFirst();
            }
        }
        if (last != null) {
            last.force();
        }
    }

    /** The segments that nobody appends to any more. Once it is begun; any thread. */
    public FinishedSegments finished() {
        return new FinishedSegments(files, library, disk, this::isFinished);
    }

    private boolean isFinished(long number) {
        SegmentWriter last = begun();
        synchronized (unforced) {
            return number < last.number()
                    && unforced.stream().noneMatch(full -> full.number() == number);
        }
    }

    /** Forces what was appended, and releases the folder. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (maker != null) {
                maker.close();
            }
            force();
            SegmentWriter last = writer;
            if (last != null) {
                finish(last);
            }
        }
    }

    private void finish(SegmentWriter last) throws IOException {
        last.finish();
        last.close();
        if (last.end() == 0) {
            files.delete(last.number(), disk);
        }
    }

    private SegmentWriter begun() {
        SegmentWriter now = writer;
        if (now == null) {
            throw new IllegalStateException(files.root() + " is not begun");
        }
        return now;
    }

    private SegmentMaker making() {
        SegmentMaker now = maker;
        if (now == null) {
            throw new IllegalStateException(files.root() + " is not begun");
        }
        return now;
    }
}
