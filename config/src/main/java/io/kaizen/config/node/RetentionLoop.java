package io.kaizen.config.node;

import io.kaizen.journal.retention.Retention;
import io.kaizen.journal.retention.RetentionPolicy;
import io.kaizen.journal.retention.RetentionProgress;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's data folder as its policy says, on a thread of its own, twice a minute. What fails
 * is logged and tried again with the next round: nobody waits for it.
 */
final class RetentionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionLoop.class);
    private static final long EVERY_MS = TimeUnit.SECONDS.toMillis(30);
    private static final long CLOSE_MS = TimeUnit.SECONDS.toMillis(60);

    private final Retention retention;
    private final RetentionPolicy policy;
    private final Thread thread;
    private volatile boolean closed;

    RetentionLoop(Retention retention, RetentionPolicy policy) {
        this.retention = retention;
        this.policy = policy;
        this.thread = Thread.ofPlatform().name("kaizen-retention").daemon().start(this::loop);
    }

    private void loop() {
        while (pause()) {
            try {
                retention.run(policy, RetentionProgress.NONE);
            } catch (CancellationException stopped) {
                LOG.debug("retention: {}", stopped.getMessage());
            } catch (IOException | RuntimeException failed) {
                LOG.error(
                        "retention: tried again in {} s",
                        TimeUnit.MILLISECONDS.toSeconds(EVERY_MS),
                        failed);
            }
        }
    }

    /** Whether there is another round. */
    private synchronized boolean pause() {
        long until = System.currentTimeMillis() + EVERY_MS;
        try {
            for (long left = EVERY_MS;
                    !closed && left > 0;
                    left = until - System.currentTimeMillis()) {
                wait(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    /** Returns once the step that is under way is done: the queues are closed behind it. */
    @Override
    public void close() {
        retention.stop();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "retention: still at work {} s after its end",
                    TimeUnit.MILLISECONDS.toSeconds(CLOSE_MS));
        }
    }
}
