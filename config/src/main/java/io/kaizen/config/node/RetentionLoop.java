package io.kaizen.config.node;

import io.kaizen.journal.retention.Retention;
import io.kaizen.journal.retention.RetentionPolicy;
import io.kaizen.journal.retention.RetentionProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's data folder as its policy says, on a thread of its own, twice a minute. What fails
 * is logged and tried again with the next round: nobody waits for it.
 */
final class RetentionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionLoop.class);
    private static final long EVERY_SECONDS = 30;
    private static final long CLOSE_SECONDS = 60;

    private final Retention retention;
    private final RetentionPolicy policy;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    RetentionLoop(Retention retention, RetentionPolicy policy) {
        this.retention = retention;
        this.policy = policy;
        this.thread = Thread.ofPlatform().name("kaizen-retention").daemon().start(this::loop);
    }

    private void loop() {
        try {
            while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                round();
            }
        } catch (InterruptedException stop) {
            LOG.warn("retention: interrupted, no more rounds");
        }
    }

    private void round() {
        try {
            retention.run(policy, RetentionProgress.NONE);
        } catch (CancellationException stopped) {
            LOG.debug("retention: {}", stopped.getMessage());
        } catch (IOException | RuntimeException failed) {
            LOG.error("retention: tried again in {} s", EVERY_SECONDS, failed);
        }
    }

    /** Returns once the step that is under way is done: the queues are closed behind it. */
    @Override
    public void close() {
        retention.stop();
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(CLOSE_SECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("retention: still at work {} s after its end", CLOSE_SECONDS);
        }
    }
}
