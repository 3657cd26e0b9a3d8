package io.kaizen.journal.retention;

import io.kaizen.journal.snapshot.SnapshotProgress;

/** Told how far it is, by the thread that works. */
public interface RetentionProgress extends SnapshotProgress {
    RetentionProgress NONE =
            new RetentionProgress() {
                @Override
                public void archived(long doneBytes, long ofBytes) {}

                @Override
                public void dropped(long done, long of) {}

                @Override
                public void at(Phase phase, long done, long of) {}
            };

    /** So many bytes of segments are archived, of those that there were. */
    void archived(long doneBytes, long ofBytes);

    /** So many segments are dropped. */
    void dropped(long done, long of);
}
