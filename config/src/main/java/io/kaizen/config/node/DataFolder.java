package io.kaizen.config.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a node keeps what must survive.
 *
 * <pre>
 *   order/       the order queue: inputs, the truth
 *   chain/       the chain queue: sealed blocks; in chain/history/, archive mode's index
 *   state/       the state store: can be rebuilt
 *   snapshots/   states of single blocks, made on demand
 * </pre>
 *
 * @param temporary whether the folder is deleted when the node closes
 */
public record DataFolder(Path root, boolean temporary) {
    public Path order() {
        return root.resolve("order");
    }

    public Path chain() {
        return root.resolve("chain");
    }

    /** In the chain's folder: without the chain queue it is worth nothing. */
    public Path history() {
        return chain().resolve("history");
    }

    public Path state() {
        return root.resolve("state");
    }

    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /** The folder of that name, made if need be; a temporary one for an empty name. */
    public static DataFolder of(String name) throws IOException {
        return name.isEmpty()
                ? new DataFolder(Files.createTempDirectory("kaizen-"), true)
                : new DataFolder(Files.createDirectories(Path.of(name)), false);
    }

    /** Deletes a temporary folder and leaves others alone. */
    public void discard() throws IOException {
        if (!temporary || Files.notExists(root)) {
            return;
        }
        try (Stream<Path> found = Files.walk(root)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }
}
