package io.kaizen.journal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what is left of the disk, four times a second on a thread of its own, and says when it
 * falls below a reserve and when it is back. The reserve is for what was accepted by then: a node
 * that stops to accept in time never meets a full disk.
 */
public final class DiskReserve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
    private static final long EVERY_NS = 250_000_000;

    /** Part of the reserve that has to be free beyond it before all is well again. */
    private static final int MARGIN = 16;

    private final Path folder;
    private final long reserve;
    private final Disk disk;
    private final Consumer<@Nullable String> whyLow;
    private final Thread thread;
    private volatile long usable;
    private volatile boolean low;
    private volatile boolean closed;

    /**
     * Looks once before it returns.
     *
     * @param reserve bytes; 0 for none
     * @param whyLow is told, by the watching thread, why the disk is low; null once it is not
     */
    public DiskReserve(Path folder, long reserve, Disk disk, Consumer<@Nullable String> whyLow) {
        this.folder = folder;
        this.reserve = reserve;
        this.disk = disk;
        this.whyLow = whyLow;
        look();
        thread = Thread.ofPlatform().name("kaizen-disk").daemon().start(this::watch);
    }

    /** Bytes that were left when it last looked. Any thread. */
    public long usableBytes() {
        return usable;
    }

    /** Whether less than the reserve is left. Any thread. */
    public boolean isLow() {
        return low;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(EVERY_NS);
            look();
        }
    }

    /** Looks now. */
    synchronized void look() {
        long left;
        try {
            left = disk.usableBytes(folder);
        } catch (IOException failed) {
            LOG.error("the disk's space is not known", failed);
            return;
        }
        usable = left;
        if (!low && left < reserve) {
            low = true;
            String why =
                    "disk space is low: %,d MiB left, disk.reserve-bytes keeps %,d MiB; try again later"
                            .formatted(left >> 20, reserve >> 20);
            LOG.warn("{}: transactions are refused until there is room in {}", why, folder);
            whyLow.accept(why);
        } else if (low && left >= reserve + reserve / MARGIN) {
            low = false;
            LOG.info("{} MiB of disk left: transactions are accepted again", left >> 20);
            whyLow.accept(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
