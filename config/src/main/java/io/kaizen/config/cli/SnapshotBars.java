package io.kaizen.config.cli;

import io.kaizen.journal.snapshot.SnapshotProgress;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A progress bar for each phase of a task about snapshots. One thread. */
final class SnapshotBars implements SnapshotProgress, AutoCloseable {
    private final PrintWriter err;
    private @Nullable Phase current;
    private @Nullable Progress bar;
    private long last;

    SnapshotBars(PrintWriter err) {
        this.err = err;
    }

    /** A phase that begins anew has a bar of its own. */
    @Override
    public void at(Phase phase, long done, long of) {
        Progress shown = bar;
        if (shown == null || phase != current || done < last) {
            close();
            String name = "snapshot " + phase.name().toLowerCase(Locale.ROOT);
            shown = Progress.of(name, phase.unit(), of, err);
            bar = shown;
            current = phase;
        }
        last = done;
        shown.stepTo(done);
    }

    @Override
    public void close() {
        Progress shown = bar;
        bar = null;
        if (shown != null) {
            shown.close();
        }
    }
}
