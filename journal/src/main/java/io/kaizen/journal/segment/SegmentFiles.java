package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of a queue's segments, by number: twelve digits each. */
class SegmentFiles {
    static final String QUEUE_FILE = ".cq4";

    private static final int DIGITS = 12;

    private final Path root;

    SegmentFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path folder(long number) {
        return root.resolve(String.format(Locale.ROOT, "%0" + DIGITS + "d", number));
    }

    /** In order; empty where there is no folder either. */
    List<Long> numbers() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(SegmentFiles::isNumber)
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
        }
    }

    /** Chronicle's file of the segment, once it has made it. */
    Optional<Path> queueFile(long number) throws IOException {
        Path folder = folder(number);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(QUEUE_FILE)).findFirst();
        }
    }

    /** Deletes a segment; its folder's name goes last, so that half of it is found again. */
    void delete(long number, Disk disk) throws IOException {
        Path folder = folder(number);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                disk.delete(file);
            }
        }
        disk.delete(folder);
    }

    private static boolean isNumber(String name) {
        return name.length() == DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
