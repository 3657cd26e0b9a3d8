package io.kaizen.journal.index;

import java.nio.file.Path;

/** An index on disk is not as it was written, where that would make an answer wrong. */
public final class IndexDamageException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    IndexDamageException(Path file, long entry) {
        super(
                "index run %s is damaged at entry %d: delete it, and the next start makes it again"
                        .formatted(file, entry));
    }
}
