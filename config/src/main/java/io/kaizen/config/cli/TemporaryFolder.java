package io.kaizen.config.cli;

import io.kaizen.config.node.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that is gone when it is closed, and also where the process is told to end before. */
final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    /** Who is at work in it meanwhile may make files between a look and a deletion. */
    private static final int TRIES = 5;

    private final Path path;
    private final Thread atExit = new Thread(this::delete, "kaizen-cleaning");

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    static TemporaryFolder create(String prefix) throws IOException {
        TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    static TemporaryFolder createIn(Path parent, String prefix) throws IOException {
        TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(parent, prefix));
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            LOG.debug("{} is deleted by the end of the process", path);
            return;
        }
        delete();
    }

    private void delete() {
        for (int left = TRIES; left > 0 && Files.exists(path); left--) {
            try {
                new DataFolder(path, true).discard();
            } catch (IOException | UncheckedIOException changed) {
                LOG.debug("{} is not deleted yet: {}", path, changed.toString());
            }
        }
        if (Files.exists(path)) {
            LOG.warn("{} cannot be deleted", path);
        }
    }
}
