package io.kaizen.perf.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where Anvil is on this machine. */
public final class AnvilBinary {
    private static final String NAME = "anvil";

    private AnvilBinary() {}

    /**
     * In the npm packages of the foreign clients' checks, else on the PATH.
     *
     * @param root of the repository
     * @return null where there is none
     */
    public static @Nullable Path find(Path root) throws IOException {
        Path packages = root.resolve("config/src/test/npm/node_modules/@foundry-rs");
        if (Files.isDirectory(packages)) {
            try (Stream<Path> folders = Files.list(packages)) {
                List<Path> found =
                        folders.map(folder -> folder.resolve("bin").resolve(NAME))
                                .filter(Files::isExecutable)
                                .toList();
                if (!found.isEmpty()) {
                    return found.getFirst();
                }
            }
        }
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, NAME);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
