package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Small files that are written as a whole. */
public final class DiskFiles {
    /** How a file ends that is not finished. */
    public static final String UNFINISHED = ".tmp";

    private DiskFiles() {}

    /** Writes a file in place of any other, and forces it; its name is not on the disk yet. */
    public static void write(Path file, byte[] content, Disk disk) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            disk.force(channel, file);
        }
    }

    /** Has the file hold the content: all of it on the disk, or the file is as it was. */
    public static void replace(Path file, byte[] content, Disk disk) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        write(unfinished, content, disk);
        disk.rename(unfinished, file);
        disk.forceFolder(file.toAbsolutePath().getParent());
    }
}
