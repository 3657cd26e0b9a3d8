package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes over a queue as it was laid out before there were segments: files named by their day, in
 * the queue's own folder. Each becomes a segment; Chronicle's listings are left behind.
 */
final class DatedFiles {
    private static final String LISTING = ".cq4t";

    private DatedFiles() {}

    static void takeOver(SegmentFiles files, Disk disk) throws IOException {
        List<Path> dated = named(files.root(), SegmentFiles.QUEUE_FILE);
        if (dated.isEmpty()) {
            return;
        }
        List<Long> numbers = files.numbers();
        // Days before segments: where this was cut off, the rest of the days follow.
        long number = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
        for (Path file : dated) {
            Path folder = Files.createDirectories(files.folder(number++));
            disk.rename(file, folder.resolve(file.getFileName()));
            disk.forceFolder(folder);
        }
        for (Path listing : named(files.root(), LISTING)) {
            disk.delete(listing);
        }
        disk.forceFolder(files.root());
    }

    private static List<Path> named(Path root, String end) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(path -> path.toString().endsWith(end)).sorted().toList();
        }
    }
}
