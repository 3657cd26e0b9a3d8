package io.kaizen.ingress.subscribe;

import io.kaizen.ingress.json.ReceiptJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one transaction while somebody waits for its receipt, and who waits. Times are
 * those of {@link System#nanoTime}. Safe on any thread; who waits is told outside the lock.
 */
final class ReceiptWait {
    private final List<Wait> waits = new ArrayList<>(1);
    private @Nullable ReceiptJson receipt;
    private @Nullable ReceiptJson preconfirmed;
    private long graceEndNs;

    /** One caller's wait. */
    static final class Wait extends CompletableFuture<ReceiptJson> {
        private final long deadlineNs;

        Wait(long deadlineNs) {
            this.deadlineNs = deadlineNs;
        }

        private boolean isLate(long nowNs) {
            return deadlineNs - nowNs <= 0;
        }
    }

    /** One more waits; at once with the receipt where it came meanwhile. */
    void add(Wait wait) {
        ReceiptJson known;
        synchronized (this) {
            waits.add(wait);
            known = receipt;
        }
        if (known != null) {
            wait.complete(known);
        }
    }

    /** Whether nobody waits any more after this one. */
    synchronized boolean remove(Wait wait) {
        waits.remove(wait);
        return waits.isEmpty();
    }

    /** The transaction is in a block. */
    void sealed(ReceiptJson sealed) {
        for (Wait wait : all(sealed)) {
            wait.complete(sealed);
        }
    }

    /**
     * The transaction is preconfirmed.
     *
     * @param graceEnd from when on that is the answer, unless its block is sealed before
     */
    synchronized void preconfirmed(ReceiptJson known, long graceEnd) {
        preconfirmed = known;
        graceEndNs = graceEnd;
    }

    /** The server ends. */
    void fail(Throwable why) {
        for (Wait wait : all(null)) {
            wait.completeExceptionally(why);
        }
    }

    /** Ends what has waited long enough: with the preconfirmation where there is one. */
    void expire(long nowNs) {
        ReceiptJson known;
        boolean graced;
        synchronized (this) {
            known = preconfirmed;
            graced = known != null && graceEndNs - nowNs <= 0;
            if (!graced && !anyIsLate(nowNs)) {
                return;
            }
        }
        for (Wait wait : all(graced ? known : null)) {
            boolean isLate = wait.isLate(nowNs);
            if (known != null && (graced || isLate)) {
                wait.complete(known);
            } else if (isLate) {
                wait.completeExceptionally(new TimeoutException());
            }
        }
    }

    private boolean anyIsLate(long nowNs) {
        for (Wait wait : waits) {
            if (wait.isLate(nowNs)) {
                return true;
            }
        }
        return false;
    }

    private synchronized List<Wait> all(@Nullable ReceiptJson known) {
        if (receipt == null) {
            receipt = known;
        }
        return List.copyOf(waits);
    }
}
