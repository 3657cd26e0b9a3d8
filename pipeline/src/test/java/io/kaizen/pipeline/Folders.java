package io.kaizen.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Copies of data folders, also of ones that are being written to. */
final class Folders {
    private Folders() {}

    /**
     * Copies a queue's folder as a crash would leave it: the durable mark first, so that the copied
     * queue reaches at least as far as the mark says.
     */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Path mark = from.resolve("durable.mark");
        if (Files.exists(mark)) {
            Files.copy(mark, to.resolve("durable.mark"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<Path> paths;
        try (Stream<Path> all = Files.walk(from)) {
            paths = all.filter(path -> !path.equals(mark)).toList();
        }
        for (Path path : paths) {
            Path copied = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copied);
            } else {
                Files.copy(path, copied);
            }
        }
    }
}
