package io.kaizen.perf.crash;

import io.kaizen.journal.disk.ForwardingDisk;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file system of which nobody takes the power: it forces and allocates nothing. Any thread. */
final class QuietDisk extends ForwardingDisk {
    QuietDisk() {
        super(SYSTEM);
    }

    @Override
    public void force(FileChannel channel, Path path) {}

    @Override
    public void forceFolder(Path folder) {}

    @Override
    public void allocate(Path file, long offset, long length) {}
}
