package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The operating system's file system. */
final class SystemDisk implements Disk {
    private static final int ZEROS = 1 << 16;
    private static final long PAGE = 4096;

    @Override
    public void force(FileChannel channel, Path path) throws IOException {
        channel.force(true);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void allocate(Path file, long offset, long length) throws IOException {
        if (!FileBlocks.allocate(file, offset, length) && usableBytes(file) < length) {
            throw new DiskFullException(FileBlocks.noRoom(file, length));
        }
    }

    @Override
    public void release(Path file, long offset, long length) throws IOException {
        // Without a hole the zeros are written, in full only where the system knows no holes.
        long hole = (offset + PAGE - 1) / PAGE * PAGE;
        boolean punched = FileBlocks.punch(file, hole, Math.max(0, offset + length - hole));
        long zeros = punched ? Math.min(length, hole - offset) : length;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long at = offset;
            while (at < offset + zeros) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(ZEROS, offset + zeros - at));
                at += channel.write(chunk, at);
            }
        }
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public long usedBytes(Path file) throws IOException {
        return FileUsage.bytes(file);
    }
}
