package io.kaizen.journal.segment;

import java.io.IOException;
import java.io.Serial;

/** An archive that cannot be read as it was written; the message names it and the place. */
public final class ArchiveDamageException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    ArchiveDamageException(String message) {
        super(message);
    }

    ArchiveDamageException(String message, Throwable cause) {
        super(message, cause);
    }
}
