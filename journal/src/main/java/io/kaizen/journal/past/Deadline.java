package io.kaizen.journal.past;

import io.kaizen.journal.chain.PastProofException;
import io.kaizen.journal.chain.PastProofException.Reason;
import java.time.Duration;

/** How long proofs of one block may still take. Any thread. */
final class Deadline {
    private final long number;
    private final Duration limit;
    private final long endNs;

    /**
     * @param number of the block
     */
    Deadline(long number, Duration limit) {
        this.number = number;
        this.limit = limit;
        this.endNs = System.nanoTime() + limit.toNanos();
    }

    /** What is left; not above 0 where it is over. */
    long leftNs() {
        return endNs - System.nanoTime();
    }

    /**
     * @throws PastProofException where the time is over or the thread is to end
     */
    void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw stopping();
        }
        if (leftNs() <= 0) {
            throw over();
        }
    }

    PastProofException over() {
        return new PastProofException(
                Reason.TIMED_OUT,
                "proofs of block %d are not there after %d ms".formatted(number, limit.toMillis()));
    }

    PastProofException stopping() {
        return new PastProofException(Reason.UNAVAILABLE, "the node is stopping");
    }
}
