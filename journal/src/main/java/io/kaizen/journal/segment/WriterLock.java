package io.kaizen.journal.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Makes this process the only writer of a folder, until it is closed or the process ends. */
public final class WriterLock implements AutoCloseable {
    private static final String FILE = "writer.lock";

    private final FileChannel file;

    private WriterLock(FileChannel file) {
        this.file = file;
    }

    /**
     * @throws IllegalStateException where another writer has the folder
     */
    public static WriterLock of(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(
                        folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException held) {
            file.close();
            throw new IllegalStateException(
                    "a writer of this process has " + folder + " open", held);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
        if (lock == null) {
            file.close();
            throw new IllegalStateException(
                    "another process writes to " + folder + " (is the node still running?)");
        }
        return new WriterLock(file);
    }

    @Override
    public void close() throws IOException {
        // The lock goes with the channel.
        file.close();
    }
}
