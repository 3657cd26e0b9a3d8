package io.kaizen.journal.disk;

import java.io.IOException;
import java.io.Serial;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Lets so many operations through, and none after them. Forces nothing: the test's system stays.
 * Any thread.
 */
public final class FailingDisk extends ForwardingDisk {
    private long left;
    private long done;

    public static final class Cut extends IOException {
        @Serial private static final long serialVersionUID = 1;

        Cut() {
            super("cut");
        }
    }

    public FailingDisk(long operations) {
        super(SYSTEM);
        this.left = operations;
    }

    /** One that does not fail, for now. */
    public static FailingDisk never() {
        return new FailingDisk(Long.MAX_VALUE);
    }

    /** From now on so many are let through. */
    public synchronized void failAfter(long operations) {
        left = operations;
    }

    /** How many were let through. */
    public synchronized long done() {
        return done;
    }

    private synchronized void step() throws Cut {
        if (left <= 0) {
            throw new Cut();
        }
        left--;
        done++;
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
