package io.kaizen.exec.parallel;

import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides between the sequential and the parallel way, by the clock: both give the same results.
 * Works in epochs of {@value #EPOCH} transactions taken without a break; an epoch in which the
 * executor ran empty counts for nothing.
 *
 * <pre>
 *   SEQUENTIAL ──pause over──▶ PROBE ──promises enough──▶ SETTLE ──▶ PARALLEL ⇄ CHECK
 *       ▲                        │                                     │          │
 *       └── a longer pause ◀─────┴──────────── no better ◀─────────────┴──────────┘
 * </pre>
 *
 * In PROBE dependencies are predicted and nothing else; SETTLE lets the window change over; CHECK
 * measures the sequential way once in a while. Owner only.
 */
final class Governor {
    static final int EPOCH = 512;

    private static final double GAIN_PREDICTED = 1.25;
    private static final double GAIN_KEPT = 1.03;
    private static final int CHECKS = 3;
    private static final int PAUSE_MIN = 4;
    private static final int PAUSE_MAX = 128;
    private static final int CHECK_EVERY = 128;

    private enum Phase {
        SEQUENTIAL(false, false, false),
        PROBE(true, false, false),
        SETTLE(true, true, true),
        PARALLEL(true, true, false),
        CHECK_SETTLE(false, false, true),
        CHECK(false, false, false);

        final boolean predicts;
        final boolean parallel;

        /** Lasts until all that was added before has been taken. */
        final boolean settles;

        Phase(boolean predicts, boolean parallel, boolean settles) {
            this.predicts = predicts;
            this.parallel = parallel;
            this.settles = settles;
        }
    }

    private final ParallelExecutor.Mode mode;
    private final LongSupplier nanoTime;
    private final int[] depths;
    private int workers;
    private Phase phase = Phase.SEQUENTIAL;

    private int count;
    private long gas;
    private long startNs;
    private boolean broken = true;

    private long probeFrom;
    private int probed;
    private int deepest;

    private final Rates sequentialRates = new Rates();
    private final Rates parallelRates = new Rates();
    private int pause = PAUSE_MIN;
    private int pauseLength = PAUSE_MIN;
    private int untilCheck;
    private int checks;

    /** The last few rates, in nanoseconds a unit of gas; their median is what counts. */
    private static final class Rates {
        private final double[] last = new double[5];
        private int count;

        void add(double rate) {
            last[count++ % last.length] = rate;
        }

        void clear() {
            count = 0;
        }

        boolean isFull() {
            return count >= last.length;
        }

        double median() {
            double[] sorted = Arrays.copyOf(last, Math.min(count, last.length));
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /**
     * @param window capacity of the executor's window, a power of two
     */
    Governor(ParallelExecutor.Mode mode, int window, LongSupplier nanoTime) {
        this.mode = mode;
        this.nanoTime = nanoTime;
        this.depths = new int[window];
    }

    void addWorker() {
        workers++;
    }

    /** Whether the next transaction is offered to the workers. */
    boolean isParallel() {
        return workers > 0
                && switch (mode) {
                    case SEQUENTIAL -> false;
                    case PARALLEL -> true;
                    case ADAPTIVE -> phase.parallel;
                };
    }

    /** The mode, or the phase of the adaptive one. Others may read, a little late. */
    String phase() {
        boolean adaptive = mode == ParallelExecutor.Mode.ADAPTIVE && workers > 0;
        String name = adaptive ? phase.name() : workers > 0 ? mode.name() : Phase.SEQUENTIAL.name();
        return name.toLowerCase(Locale.ROOT);
    }

    /** All that {@link #phase()} can be. */
    static List<String> phases() {
        return Arrays.stream(Phase.values())
                .map(phase -> phase.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether the next transaction's dependency is predicted. */
    boolean predicts() {
        return workers > 0
                && switch (mode) {
                    case SEQUENTIAL -> false;
                    case PARALLEL -> true;
                    case ADAPTIVE -> phase.predicts;
                };
    }

    /** Notes a prediction. */
    void predicted(Task task) {
        if (phase != Phase.PROBE) {
            return;
        }
        if (probed == 0) {
            probeFrom = task.sequence;
        }
        probed++;
        int mask = depths.length - 1;
        boolean inside =
                task.dependency >= probeFrom && task.sequence - task.dependency < depths.length;
        int depth = inside ? depths[(int) task.dependency & mask] + 1 : 1;
        depths[(int) task.sequence & mask] = depth;
        deepest = Math.max(deepest, depth);
    }

    /** Notes that nothing was left to take. */
    void idle() {
        broken = true;
        count = 0;
    }

    /** Notes a transaction taken; null where it was refused. */
    void taken(@Nullable TransactionResult result) {
        if (mode != ParallelExecutor.Mode.ADAPTIVE || workers == 0) {
            return;
        }
        if (broken) {
            broken = false;
            startNs = nanoTime.getAsLong();
            gas = 0;
        }
        if (result instanceof Executed executed) {
            gas += executed.gasUsed();
        }
        if (++count == (phase.settles ? Math.max(EPOCH, depths.length) : EPOCH)) {
            long now = nanoTime.getAsLong();
            phase = after((double) (now - startNs) / Math.max(gas, 1));
            startNs = now;
            gas = 0;
            count = 0;
        }
    }

    private Phase after(double rate) {
        return switch (phase) {
            case SEQUENTIAL -> {
                sequentialRates.add(rate);
                if (--pause > 0) {
                    yield Phase.SEQUENTIAL;
                }
                probed = 0;
                deepest = 0;
                yield Phase.PROBE;
            }
            case PROBE -> {
                boolean promising = probed > 0 && probed >= GAIN_PREDICTED * deepest;
                yield promising ? Phase.SETTLE : back();
            }
            case SETTLE -> {
                parallelRates.clear();
                untilCheck = CHECK_EVERY;
                yield Phase.PARALLEL;
            }
            case PARALLEL -> {
                parallelRates.add(rate);
                if (parallelRates.isFull()) {
                    if (parallelRates.median() * GAIN_KEPT > sequentialRates.median()) {
                        yield back();
                    }
                    pauseLength = PAUSE_MIN;
                }
                yield --untilCheck == 0 ? Phase.CHECK_SETTLE : Phase.PARALLEL;
            }
            case CHECK_SETTLE -> {
                checks = 0;
                yield Phase.CHECK;
            }
            case CHECK -> {
                sequentialRates.add(rate);
                yield ++checks < CHECKS ? Phase.CHECK : Phase.SETTLE;
            }
        };
    }

    private Phase back() {
        pause = pauseLength;
        pauseLength = Math.min(pauseLength * 2, PAUSE_MAX);
        return Phase.SEQUENTIAL;
    }
}
