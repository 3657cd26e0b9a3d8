package io.kaizen.config.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a task is, on standard error: a bar on a terminal, anywhere else a plain line every ten
 * seconds; with the rate and what is left by it. Any thread.
 */
interface Progress extends AutoCloseable {
    void stepTo(long done);

    @Override
    void close();

    /**
     * @param unit what is counted, in the plural
     */
    static Progress of(String task, String unit, long max, PrintWriter err) {
        return Boolean.getBoolean(Bar.TERMINAL)
                ? new Bar(task, unit, max)
                : new Lines(task, unit, max, err, System::nanoTime);
    }

    /** A bar that is drawn anew in its line. */
    final class Bar implements Progress {
        /** Set by the launcher, which knows whether standard error is a terminal. */
        private static final String TERMINAL = "kaizen.terminal";

        private static final int UPDATE_MS = 200;

        private final ProgressBar bar;

        Bar(String task, String unit, long max) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(max)
                            .setUnit(" " + unit, 1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(UPDATE_MS)
                            .showSpeed()
                            .build();
        }

        @Override
        public void stepTo(long done) {
            bar.stepTo(done);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Nothing for a short task. */
    final class Lines implements Progress {
        static final long PERIOD_NS = 10_000_000_000L;

        private final String task;
        private final String unit;
        private final long max;
        private final PrintWriter err;
        private final LongSupplier clock;
        private final long start;
        private long last;

        /**
         * @param clock in nanoseconds
         */
        Lines(String task, String unit, long max, PrintWriter err, LongSupplier clock) {
            this.task = task;
            this.unit = unit;
            this.max = max;
            this.err = err;
            this.clock = clock;
            this.start = clock.getAsLong();
            this.last = start;
        }

        @Override
        public synchronized void stepTo(long done) {
            long now = clock.getAsLong();
            if (now - last < PERIOD_NS) {
                return;
            }
            last = now;
            double perSecond = done * 1e9 / (now - start);
            String left = done == 0 ? "" : ", %.0f s left".formatted((max - done) / perSecond);
            err.printf("%s: %d of %d %s, %.0f/s%s%n", task, done, max, unit, perSecond, left);
            err.flush();
        }

        @Override
        public void close() {}
    }
}
