package io.kaizen.journal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.threads.BusyTimedPauser;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * One Chronicle Queue on disk and the lock that makes this process its only writer. Closing
 * releases both.
 */
public final class QueueFiles implements AutoCloseable {
    private static final String LOCK = "writer.lock";
    private static final String QUEUE_FILE = ".cq4";
    private static final String LISTING_FILE = ".cq4t";
    private static final String METADATA = "metadata.cq4t";
    private static final String APPEND_LOCK = "chronicle.append.lock";
    private static final String WRITE_LOCK = "chronicle.write.lock";
    private static final int NO_CYCLE = -1;

    /** How long a reopened appender waits for a writer that died while writing. */
    private static final long DEAD_WRITER_MS = 500;

    private final Path folder;
    private final ChronicleQueue queue;
    private final FileChannel lockFile;
    private final FileLock lock;

    /** The file of {@link #currentCycle}, kept open to be forced. Writer's thread. */
    private @Nullable FileChannel current;

    private int currentCycle = NO_CYCLE;

    private QueueFiles(Path folder, ChronicleQueue queue, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.queue = queue;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * @throws IllegalStateException where another writer has the folder open
     */
    public static QueueFiles openForAppend(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(
                            folder.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = lock(folder, lockFile);
            try {
                releaseDeadWriter(folder);
                return new QueueFiles(folder, builder(folder).build(), lockFile, lock);
            } catch (RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the queue in " + folder, e);
        }
    }

    /** A queue that only reads, whether or not a writer has it open. */
    public static ChronicleQueue openForRead(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no queue in " + folder);
        }
        return builder(folder).readOnly(true).build();
    }

    public Path folder() {
        return folder;
    }

    public ChronicleQueue queue() {
        return queue;
    }

    /** The bytes of a document being written. */
    public Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("no document to write to in " + folder);
        }
        return wire.bytes();
    }

    /**
     * Returns once everything appended up to the entry with this index is on disk. The file is
     * forced as a whole: Chronicle's own sync covers the mapped chunk that the appender is in, and
     * not those that it left since the last sync. After a roll, earlier files are forced too.
     */
    public void force(long lastIndex) throws IOException {
        int cycle = queue.rollCycle().toCycle(lastIndex);
        if (cycle == currentCycle && current != null) {
            current.force(false);
            return;
        }
        List<Path> all = forceAll();
        closeCurrent();
        // Names sort by cycle, so the last is the one being written.
        current = FileChannel.open(lastQueueFile(all), StandardOpenOption.WRITE);
        currentCycle = cycle;
    }

    /** Returns the queue's files, once everything appended before is on disk. Any thread. */
    public List<Path> forceAll() throws IOException {
        List<Path> all = queueFiles();
        for (Path file : all) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        return all;
    }

    @Override
    public void close() {
        queue.close();
        try (lockFile) {
            closeCurrent();
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + folder, e);
        }
    }

    private void closeCurrent() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private static Path lastQueueFile(List<Path> all) {
        return all.stream()
                .filter(file -> file.toString().endsWith(QUEUE_FILE))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private List<Path> queueFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(QueueFiles::isQueueFile).toList();
        }
    }

    private static boolean isQueueFile(Path file) {
        String name = file.toString();
        return name.endsWith(QUEUE_FILE) || name.endsWith(LISTING_FILE);
    }

    private static SingleChronicleQueueBuilder builder(Path folder) {
        return SingleChronicleQueueBuilder.single(folder.toFile())
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .syncMode(SyncMode.NONE)
                .timeoutMS(DEAD_WRITER_MS);
    }

    /**
     * Frees the locks inside the queue that a killed writer held: this process is the only writer,
     * or it would not have the file's lock. Chronicle frees them by itself only if no process with
     * the writer's number lives, and in a container a restarted node has the same number.
     */
    private static void releaseDeadWriter(Path folder) {
        File metadata = folder.resolve(METADATA).toFile();
        if (!metadata.exists()) {
            return;
        }
        // The table names classes by aliases that Chronicle adds with its first queue.
        SingleChronicleQueueBuilder.addAliases();
        try (TableStore<Metadata.NoMeta> table =
                SingleTableBuilder.binary(metadata, Metadata.NoMeta.INSTANCE).build()) {
            for (String lock : List.of(APPEND_LOCK, WRITE_LOCK)) {
                try (TableStoreWriteLock held =
                        new TableStoreWriteLock(table, BusyTimedPauser::new, 0L, lock)) {
                    held.forceUnlock();
                }
            }
        }
    }

    private static FileLock lock(Path folder, FileChannel lockFile) throws IOException {
        FileLock lock = null;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException held) {
            lockFile.close();
            throw new IllegalStateException(
                    "a writer of this process has " + folder + " open", held);
        }
        if (lock == null) {
            lockFile.close();
            throw new IllegalStateException(
                    "another process writes to " + folder + " (is the node still running?)");
        }
        return lock;
    }
}
