package io.kaizen.perf.crash;

import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.ForwardingDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A bug put between the journal and its disk on purpose: the harness has to find it. {@code
 * journal/docs/crash.md} says of each by what it is found.
 */
public enum Mutation {
    NONE,
    /** The queues are never forced. */
    SYNC_SKIPPED,
    /** The durable mark is never forced. */
    MARK_SYNC_SKIPPED,
    /** New files and segments never get names that are on the disk. */
    FOLDER_SYNC_SKIPPED,
    /** The durable mark is on the disk before the entries that it names. */
    MARK_BEFORE_ENTRIES,
    /** What is cut off stays. */
    TAIL_NOT_TRUNCATED;

    private static final String QUEUE_FILE = ".cq4";
    private static final String MARK = "durable.mark";

    /** As it is named on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Disk over(Disk disk) {
        return this == NONE ? disk : new Mutated(this, disk);
    }

    private static boolean isQueue(Path path) {
        return path.toString().endsWith(QUEUE_FILE);
    }

    private static boolean isMark(Path path) {
        return path.endsWith(MARK);
    }

    private static final class Mutated extends ForwardingDisk {
        private final Mutation mutation;
        private final Disk disk;

        /** Forces that wait for the mark's. */
        private final Map<Path, FileChannel> late = new LinkedHashMap<>();

        Mutated(Mutation mutation, Disk disk) {
            super(disk);
            this.mutation = mutation;
            this.disk = disk;
        }

        @Override
        public void force(FileChannel channel, Path path) throws IOException {
            switch (mutation) {
                case SYNC_SKIPPED -> {
                    if (!isQueue(path)) {
                        disk.force(channel, path);
                    }
                }
                case MARK_SYNC_SKIPPED -> {
                    if (!isMark(path)) {
                        disk.force(channel, path);
                    }
                }
                case MARK_BEFORE_ENTRIES -> forceLate(channel, path);
                default -> disk.force(channel, path);
            }
        }

        private synchronized void forceLate(FileChannel channel, Path path) throws IOException {
            if (isQueue(path)) {
                late.put(path, channel);
                return;
            }
            disk.force(channel, path);
            if (isMark(path)) {
                for (Map.Entry<Path, FileChannel> each : late.entrySet()) {
                    disk.force(each.getValue(), each.getKey());
                }
                late.clear();
            }
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            if (mutation != FOLDER_SYNC_SKIPPED) {
                disk.forceFolder(folder);
            }
        }

        @Override
        public void release(Path file, long offset, long length) throws IOException {
            if (mutation != TAIL_NOT_TRUNCATED) {
                disk.release(file, offset, length);
            }
        }
    }
}
