package io.kaizen.config.cli;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is there as a whole or not at all: written beside under another name, compressed
 * where its name ends in .gz or .zst, and renamed once it is on the disk.
 */
final class ArchiveOutput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path part;
    private final OutputStream out;
    private boolean done;

    ArchiveOutput(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
        OutputStream raw =
                new BufferedOutputStream(new FileOutputStream(part.toFile()), BUFFER_BYTES);
        String name = file.toString();
        if (name.endsWith(".gz")) {
            this.out = new GZIPOutputStream(raw, BUFFER_BYTES);
        } else {
            this.out = name.endsWith(".zst") ? new ZstdOutputStream(raw) : raw;
        }
    }

    OutputStream stream() {
        return out;
    }

    /** Gives the file its name. */
    void commit() throws IOException {
        out.close();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done = true;
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
        if (!done) {
            try (out) {
                Files.deleteIfExists(part);
            }
        }
    }
}
