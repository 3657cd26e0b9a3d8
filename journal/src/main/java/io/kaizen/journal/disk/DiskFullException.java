package io.kaizen.journal.disk;

import java.io.IOException;
import java.io.Serial;

/** Nothing was written, for the disk has no room for it. */
public final class DiskFullException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }
}
