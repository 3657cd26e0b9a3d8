package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The segments of a queue that are finished: they can be archived, and the oldest dropped, while
 * others append and read. One thread at a time.
 */
public final class FinishedSegments {
    private final SegmentFiles files;
    private final SegmentLibrary library;
    private final Disk disk;
    private final LongPredicate isFinished;

    FinishedSegments(
            SegmentFiles files, SegmentLibrary library, Disk disk, LongPredicate isFinished) {
        this.files = files;
        this.library = library;
        this.disk = disk;
        this.isFinished = isFinished;
    }

    /**
     * @param bytes that it takes of the disk
     */
    public record Item(long number, boolean archived, long bytes) {
        /** Where documents of the next segment begin. */
        public long end() {
            return Place.of(number + 1, 0);
        }
    }

    /** Oldest first. */
    public List<Item> items() throws IOException {
        List<Item> items = new ArrayList<>();
        for (long number : files.numbers()) {
            if (isFinished.test(number)) {
                items.add(
                        new Item(number, files.isArchived(number), files.usedBytes(number, disk)));
            }
        }
        return items;
    }

    /**
     * Puts the segment into an archive, from which everybody reads at the same places. Cut off at
     * any point, one of the two is whole.
     *
     * @return bytes of the disk that it takes then
     * @throws IOException where it cannot be written; the segment stays as it is then
     */
    public long archive(long number) throws IOException {
        requireFinished(number);
        Segment segment = library.segment(number);
        if (segment == null || files.isArchived(number)) {
            return files.usedBytes(number, disk);
        }
        Path archive = files.archive(number);
        Path unfinished = archive.resolveSibling(archive.getFileName() + SegmentFiles.UNFINISHED);
        try {
            new ArchiveWriter(segment, number, ArchiveWriter.Shape.DEFAULT, disk).write(unfinished);
        } catch (IOException | RuntimeException failed) {
            // A disk that is full needs the room.
            Files.deleteIfExists(unfinished);
            throw failed;
        }
        disk.rename(unfinished, archive);
        disk.forceFolder(files.root());
        library.forget(number);
        files.deleteFolder(number, disk);
        return files.usedBytes(number, disk);
    }

    /** Deletes the segment. Who reads in it may go on; nobody finds it any more. */
    public void drop(long number) throws IOException {
        requireFinished(number);
        library.forget(number);
        files.delete(number, disk);
        disk.forceFolder(files.root());
    }

    private void requireFinished(long number) {
        if (!isFinished.test(number)) {
            throw new IllegalArgumentException("segment " + number + " is being written");
        }
    }
}
