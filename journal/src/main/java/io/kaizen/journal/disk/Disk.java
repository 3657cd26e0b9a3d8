package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The operations that decide what survives: all that is written is lost with the power unless one
 * of these has brought it to the disk. Any thread.
 */
public interface Disk {
    Disk SYSTEM = new SystemDisk();

    /**
     * Returns once the file's contents are on the disk: what was written through mappings too.
     *
     * @param path of the channel's file
     */
    void force(FileChannel channel, Path path) throws IOException;

    /** Returns once the folder's entries are on the disk: what was created, renamed or deleted. */
    void forceFolder(Path folder) throws IOException;

    /** Replaces {@code to}, which is then one or the other whatever happens. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /**
     * Has blocks of the disk put behind a range of the file, which stays as long as it is: a store
     * to a mapping of it cannot fail then.
     *
     * @throws DiskFullException where there are not so many
     */
    void allocate(Path file, long offset, long length) throws IOException;

    /**
     * Makes a range of the file zeros, and gives the blocks behind it back: for a file that others
     * may have mapped, and which therefore must not become shorter.
     */
    void release(Path file, long offset, long length) throws IOException;

    /**
     * @return bytes that can still be allocated where the folder is
     */
    long usableBytes(Path folder) throws IOException;

    /**
     * @return bytes of the disk that the file takes: its holes do not count, what is allocated
     *     behind its end does
     */
    long usedBytes(Path file) throws IOException;
}
