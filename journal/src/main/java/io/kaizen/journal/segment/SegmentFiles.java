package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The segments of a queue by number, twelve digits each: a folder, or a file once it is archived.
 * An archive counts as soon as it has its name; the folder is deleted behind it.
 */
class SegmentFiles {
    static final String QUEUE_FILE = ".cq4";
    static final String ARCHIVE = ".archive";
    static final String UNFINISHED = ".tmp";

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

    /** Where the segment's archive is, or will be. */
    Path archive(long number) {
        Path folder = folder(number);
        return folder.resolveSibling(folder.getFileName() + ARCHIVE);
    }

    boolean isArchived(long number) {
        return Files.exists(archive(number));
    }

    /** In order; empty where there is no folder either. */
    List<Long> numbers() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString())
                    .map(SegmentFiles::withoutEnding)
                    .filter(SegmentFiles::isNumber)
                    .map(Long::parseLong)
                    .distinct()
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

    /** Deletes a segment in any form. */
    void delete(long number, Disk disk) throws IOException {
        deleteFolder(number, disk);
        if (isArchived(number)) {
            disk.delete(archive(number));
        }
    }

    /** Deletes a segment's folder; its name goes last, so that half of it is found again. */
    void deleteFolder(long number, Disk disk) throws IOException {
        Path folder = folder(number);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                disk.delete(file);
            }
        }
        disk.delete(folder);
    }

    /** Deletes archives that were never finished. */
    void deleteUnfinished(Disk disk) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(ARCHIVE + UNFINISHED)).toList()) {
                disk.delete(file);
            }
        }
    }

    /** Bytes of the disk that the segment takes. */
    long usedBytes(long number, Disk disk) throws IOException {
        long bytes = isArchived(number) ? disk.usedBytes(archive(number)) : 0;
        Optional<Path> file = queueFile(number);
        return file.isEmpty() ? bytes : bytes + disk.usedBytes(file.get());
    }

    private static String withoutEnding(String name) {
        return name.endsWith(ARCHIVE) ? name.substring(0, name.length() - ARCHIVE.length()) : name;
    }

    private static boolean isNumber(String name) {
        return name.length() == DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
