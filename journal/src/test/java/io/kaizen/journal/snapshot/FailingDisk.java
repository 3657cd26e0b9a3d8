package io.kaizen.journal.snapshot;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.io.Serial;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Lets so many operations through, and none after them. Forces nothing: the test's system stays.
 */
final class FailingDisk implements Disk {
    private int left;

    /** One that does not fail. */
    static Disk never() {
        return new FailingDisk(Integer.MAX_VALUE);
    }

    static final class Cut extends IOException {
        @Serial private static final long serialVersionUID = 1;
    }

    FailingDisk(int operations) {
        this.left = operations;
    }

    private void step() throws Cut {
        if (left-- <= 0) {
            throw new Cut();
        }
    }

    @Override
    public void force(FileChannel channel, Path path) throws IOException {
        step();
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        Disk.SYSTEM.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        Disk.SYSTEM.delete(file);
    }

    @Override
    public void allocate(Path file, long offset, long length) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(Path file, long offset, long length) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return Disk.SYSTEM.usableBytes(folder);
    }
}
