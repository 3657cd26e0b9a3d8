package io.kaizen.journal.snapshot;

import java.io.IOException;
import java.io.Serial;

/** A snapshot is not what it says it is; the message names the file and the record. */
public final class SnapshotException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    public SnapshotException(String message) {
        super(message);
    }

    SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
