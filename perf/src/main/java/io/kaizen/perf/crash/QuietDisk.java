package io.kaizen.perf.crash;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file system of which nobody takes the power: it forces and allocates nothing. Any thread. */
final class QuietDisk implements Disk {
    @Override
    public void force(FileChannel channel, Path path) {}

    @Override
    public void forceFolder(Path folder) {}

    @Override
    public void rename(Path from, Path to) throws IOException {
        SYSTEM.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        SYSTEM.delete(file);
    }

    @Override
    public void allocate(Path file, long offset, long length) {}

    @Override
    public void release(Path file, long offset, long length) throws IOException {
        SYSTEM.release(file, offset, length);
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return SYSTEM.usableBytes(folder);
    }
}
