package io.kaizen.journal.chain;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log, every other second, how far something is that goes through the blocks of a
 * chain, and how long it will still take. One thread.
 */
public final class CatchUpLog {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUpLog.class);
    private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(2);

    private final String what;
    private final long from;
    private final long to;
    private final long began = System.nanoTime();
    private long reportedNs = began;

    public CatchUpLog(String what, long from, long to) {
        this.what = what;
        this.from = from;
        this.to = to;
    }

    /** The block is done. */
    public void at(long number) {
        long now = System.nanoTime();
        if (now - reportedNs < REPORT_NS) {
            return;
        }
        reportedNs = now;
        double rate = (number - from + 1) / ((now - began) / 1e9);
        LOG.info(
                "{}: block {} of {}, {} blocks/s, {} s left",
                what,
                number,
                to,
                Math.round(rate),
                Math.round((to - number) / rate));
    }

    /** All are done: said where that took long enough to have been reported. */
    public void end() {
        if (reportedNs != began) {
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            LOG.info("{}: blocks {} to {} added, {} ms", what, from, to, ms);
        }
    }
}
