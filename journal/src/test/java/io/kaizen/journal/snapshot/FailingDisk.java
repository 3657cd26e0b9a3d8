package io.kaizen.journal.snapshot;

import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.ForwardingDisk;
import java.io.IOException;
import java.io.Serial;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Lets so many operations through, and none after them. Forces nothing: the test's system stays.
 */
final class FailingDisk extends ForwardingDisk {
    private int left;

    /** One that does not fail. */
    static Disk never() {
        return new FailingDisk(Integer.MAX_VALUE);
    }

    static final class Cut extends IOException {
        @Serial private static final long serialVersionUID = 1;
    }

    FailingDisk(int operations) {
        super(SYSTEM);
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
        super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        super.delete(file);
    }

    @Override
    public void allocate(Path file, long offset, long length) throws IOException {
        step();
        super.allocate(file, offset, length);
    }

    @Override
    public void release(Path file, long offset, long length) throws IOException {
        step();
        super.release(file, offset, length);
    }
}
