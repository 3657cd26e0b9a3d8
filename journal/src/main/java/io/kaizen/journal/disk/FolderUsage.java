package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What a folder takes of the disk, with all that is in it. */
public final class FolderUsage {
    private FolderUsage() {}

    /** Files that others delete meanwhile do not count. */
    public static long bytes(Path folder) throws IOException {
        Sum sum = new Sum();
        Files.walkFileTree(folder, sum);
        return sum.bytes;
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            try {
                bytes += FileUsage.bytes(file);
            } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failed;
        }
    }
}
