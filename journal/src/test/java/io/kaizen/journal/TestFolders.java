package io.kaizen.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of a journal as tests copy, delete and damage them. */
public final class TestFolders {
    private TestFolders() {}

    /** What a killed process leaves is a copy of the folder that it had open. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copied = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(path, copied);
                }
            }
        }
    }

    /** With all that is in it. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The files of its segments, in order. */
    public static List<Path> queueFiles(Path queue) throws IOException {
        try (Stream<Path> all = Files.walk(queue)) {
            return all.filter(path -> path.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    /** Changes a bit of the first of these bytes, in the last place of the queue that has them. */
    public static void flip(Path queue, byte[] wanted) throws IOException {
        for (Path file : queueFiles(queue).reversed()) {
            try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] head = new byte[(int) Math.min(1 << 20, access.length())];
                access.readFully(head);
                for (int at = head.length - wanted.length; at >= 0; at--) {
                    if (Arrays.equals(head, at, at + wanted.length, wanted, 0, wanted.length)) {
                        access.seek(at);
                        access.write(head[at] ^ 1);
                        return;
                    }
                }
            }
        }
        throw new AssertionError("bytes not found in " + queue);
    }
}
