package io.kaizen.pipeline.metrics;

import java.time.Clock;
import java.time.Instant;

/**
 * What every stage records about its duty cycles: how long those took that did work, how many
 * entries they handled, and how old transactions were when the stage was done with them. One clock
 * reading of each kind a cycle, never one a transaction.
 *
 * <p>Owned by the stage's thread; the figures are read by any.
 */
public final class StageMeter {
    private static final int NOTED_MAX = 256;

    private final Clock clock;
    private final Histogram cycles = new Histogram();
    private final Histogram ages = new Histogram();
    private final Figure entries = new Figure();
    private final long[] noted = new long[NOTED_MAX];
    private int notedCount;

    /**
     * @param cycles nanoseconds that a duty cycle with work took
     * @param entries handled by them
     * @param ages nanoseconds from a transaction's arrival to the end of its cycle here
     */
    public record Reading(Distribution cycles, long entries, Distribution ages) {
        public Reading plus(Reading other) {
            return new Reading(
                    cycles.plus(other.cycles), entries + other.entries, ages.plus(other.ages));
        }

        /** What came since an earlier reading. */
        public Reading since(Reading earlier) {
            return new Reading(
                    cycles.since(earlier.cycles),
                    entries - earlier.entries,
                    ages.since(earlier.ages));
        }
    }

    /**
     * @param clock that arrivals are stamped with
     */
    public StageMeter(Clock clock) {
        this.clock = clock;
    }

    /** A cycle begins; what {@link #end} is given. */
    public long begin() {
        return System.nanoTime();
    }

    /**
     * Notes a transaction of the cycle under way.
     *
     * @param arrivalNs nanoseconds since the epoch
     */
    public void note(long arrivalNs) {
        if (notedCount == NOTED_MAX) {
            age();
        }
        noted[notedCount++] = arrivalNs;
    }

    /** A cycle that did work ends. */
    public void end(long beganNs, long handled) {
        if (notedCount > 0) {
            age();
        }
        cycles.record(System.nanoTime() - beganNs);
        entries.add(handled);
    }

    private void age() {
        Instant now = clock.instant();
        long nowNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        for (int i = 0; i < notedCount; i++) {
            // A clock that was set back gives 0.
            ages.record(nowNs - noted[i]);
        }
        notedCount = 0;
    }

    /** Any thread. */
    public Reading read() {
        return new Reading(cycles.read(), entries.value(), ages.read());
    }
}
