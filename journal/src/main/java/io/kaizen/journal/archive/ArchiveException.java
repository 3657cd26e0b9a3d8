package io.kaizen.journal.archive;

import java.io.IOException;

/** A file that is not what it should be; says where, and what is wrong. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message);
    }
}
