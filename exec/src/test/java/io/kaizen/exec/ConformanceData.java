package io.kaizen.exec;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Official vectors, read in place from {@code <archive>.tar.zst} under {@code kaizen.conformance}.
 */
public final class ConformanceData {

    /** One file of an archive. */
    @FunctionalInterface
    public interface Visitor {
        void file(String name, byte[] content) throws IOException;
    }

    private ConformanceData() {}

    /**
     * Visits the files whose name passes, in the archive's order.
     *
     * @return false, after a visible message, where the archive is absent
     */
    public static boolean visit(String archive, Predicate<String> wanted, Visitor visitor)
            throws IOException {
        Path folder = Path.of(System.getProperty("kaizen.conformance", "../shared/conformance"));
        Path file = folder.resolve(archive + ".tar.zst");
        if (!Files.isRegularFile(file)) {
            System.out.println("SKIPPED: no " + file + "; set -Dkaizen.conformance=DIR");
            return false;
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(new ZstdInputStream(raw))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                if (entry.isFile() && wanted.test(entry.getName())) {
                    visitor.file(entry.getName(), tar.readAllBytes());
                }
            }
        }
        return true;
    }
}
