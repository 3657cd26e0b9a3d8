package io.kaizen.journal.segment;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the next segment ready, and blocks of the disk ahead of the one being written, on a thread
 * of its own. Where it could not, the writer's thread does it and gets the error.
 */
final class SegmentMaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentMaker.class);
    private static final int CLOSE_SECONDS = 60;

    /** Part of what is kept ahead that the writer allocates for itself, where it must. */
    private static final int STEPS = 8;

    private final SegmentFiles files;
    private final SegmentSizes sizes;
    private final Disk disk;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("kaizen-segments").daemon().factory());
    private long number;
    private @Nullable CompletableFuture<SegmentWriter> next;

    /** The segment and the bytes that were asked for last. */
    private @Nullable SegmentWriter asked;

    private long askedBytes;

    /**
     * @param first number of the first segment that it makes
     */
    SegmentMaker(SegmentFiles files, SegmentSizes sizes, Disk disk, long first) {
        this.files = files;
        this.sizes = sizes;
        this.disk = disk;
        this.number = first;
    }

    /** The next segment, with room for a first document. Writer's thread. */
    SegmentWriter take() throws IOException {
        SegmentWriter taken = ready();
        next = null;
        number++;
        return taken;
    }

    private SegmentWriter ready() throws IOException {
        if (next != null) {
            try {
                return next.join();
            } catch (CompletionException failed) {
                LOG.warn("segment {} of {}: tried again", number, files.root(), failed.getCause());
            }
        }
        return SegmentWriter.create(files, number, sizes, disk);
    }

    /** Writer's thread. */
    void makeRoom(SegmentWriter writer, int length) throws IOException {
        if (!writer.hasRoomFor(length)) {
            writer.makeRoomFor(length, sizes.aheadBytes() / STEPS);
        }
        long wanted = Math.min(writer.end() + sizes.aheadBytes(), sizes.segmentBytes());
        boolean isLow = writer.allocated() < wanted - sizes.aheadBytes() / 2;
        if (isLow && (asked != writer || askedBytes < wanted)) {
            asked = writer;
            askedBytes = wanted;
            thread.execute(() -> allocate(writer, wanted));
        }
        if (next == null && writer.end() > sizes.segmentBytes() / 2) {
            long making = number;
            next = CompletableFuture.supplyAsync(() -> create(making), thread);
        }
    }

    private void allocate(SegmentWriter writer, long bytes) {
        try {
            writer.allocateTo(bytes);
        } catch (IOException failed) {
            LOG.warn("no room ahead of segment {} of {}", writer.number(), files.root(), failed);
        }
    }

    private SegmentWriter create(long making) {
        try {
            return SegmentWriter.create(files, making, sizes, disk);
        } catch (IOException failed) {
            throw new CompletionException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("segments of " + files.root() + " are still being made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while segments were made", e);
        }
        if (next != null && !next.isCompletedExceptionally()) {
            // Never begun: it would only be deleted at the next opening.
            SegmentWriter unused = next.join();
            unused.close();
            files.delete(unused.number(), disk);
        }
    }
}
