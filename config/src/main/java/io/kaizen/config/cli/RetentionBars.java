package io.kaizen.config.cli;

import io.kaizen.journal.retention.RetentionProgress;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A progress bar for each part of a pruning. One thread. */
final class RetentionBars implements RetentionProgress, AutoCloseable {
    private final PrintWriter err;
    private final SnapshotBars snapshots;
    private @Nullable Progress bar;
    private String current = "";

    RetentionBars(PrintWriter err) {
        this.err = err;
        this.snapshots = new SnapshotBars(err);
    }

    @Override
    public void archived(long doneBytes, long ofBytes) {
        show("archive", "bytes", doneBytes, ofBytes);
    }

    @Override
    public void dropped(long done, long of) {
        show("drop", "segments", done, of);
    }

    @Override
    public void at(Phase phase, long done, long of) {
        endBar();
        snapshots.at(phase, done, of);
    }

    private void show(String task, String unit, long done, long of) {
        Progress shown = bar;
        if (shown == null || !task.equals(current)) {
            close();
            shown = Progress.of(task, unit, of, err);
            bar = shown;
            current = task;
        }
        shown.stepTo(done);
    }

    private void endBar() {
        Progress shown = bar;
        bar = null;
        if (shown != null) {
            shown.close();
        }
    }

    @Override
    public void close() {
        endBar();
        snapshots.close();
    }
}
