package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Passes every operation on to another disk: for those that change some of them. */
public abstract class ForwardingDisk implements Disk {
    private final Disk disk;

    protected ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public void force(FileChannel channel, Path path) throws IOException {
        disk.force(channel, path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void allocate(Path file, long offset, long length) throws IOException {
        disk.allocate(file, offset, length);
    }

    @Override
    public void release(Path file, long offset, long length) throws IOException {
        disk.release(file, offset, length);
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return disk.usableBytes(folder);
    }

    @Override
    public long usedBytes(Path file) throws IOException {
        return disk.usedBytes(file);
    }
}
