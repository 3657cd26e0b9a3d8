package io.kaizen.config.statetest;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;

/** Official vectors, read where they lie: the folder named by {@code kaizen.conformance}. */
public final class ConformanceArchive {
    private ConformanceArchive() {}

    /** Unpacks an archive; skips the test, and says so, where it is absent. */
    public static void unpack(String name, Path target) throws IOException {
        unpack(name, target, entry -> true);
    }

    /** As {@link #unpack(String, Path)}, but only entries whose name passes. */
    public static void unpack(String name, Path target, Predicate<String> wanted)
            throws IOException {
        String folder = System.getProperty("kaizen.conformance", "");
        Path archive = Path.of(folder, name);
        boolean present = !folder.isEmpty() && Files.isRegularFile(archive);
        if (!present) {
            System.out.println(
                    "SKIPPED: no "
                            + archive
                            + "; name its folder with"
                            + " -Dkaizen.conformance=DIR");
        }
        Assumptions.assumeTrue(present, "no " + archive);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new ZstdInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path out = target.resolve(entry.getName()).normalize();
                if (entry.isFile() && out.startsWith(target) && wanted.test(entry.getName())) {
                    Files.createDirectories(out.getParent());
                    Files.copy(tar, out);
                }
            }
        }
    }
}
