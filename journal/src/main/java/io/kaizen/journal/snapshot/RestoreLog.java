package io.kaizen.journal.snapshot;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, every other second, how far a restoring is. One thread. */
final class RestoreLog implements SnapshotProgress {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreLog.class);
    private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(2);

    private final Snapshot snapshot;
    private final long began = System.nanoTime();
    private long reportedNs = began;

    RestoreLog(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public void at(Phase phase, long done, long of) {
        long now = System.nanoTime();
        if (now - reportedNs < REPORT_NS) {
            return;
        }
        reportedNs = now;
        double rate = done / ((now - began) / 1e9);
        LOG.info(
                "state store: {} of {} MB from the snapshot of block {}, {} MB/s, {} s left",
                done >> 20,
                of >> 20,
                snapshot.manifest().blockNumber(),
                Math.round(rate / (1 << 20)),
                Math.round((of - done) / rate));
    }
}
