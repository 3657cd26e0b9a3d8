package io.kaizen.journal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which start of the operating system this is: as long as it is the same, what a killed process had
 * written to its mapped files is still there.
 */
final class BootId {
    private static final Logger LOG = LoggerFactory.getLogger(BootId.class);
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** One that no other process finds, where the system does not tell. */
    static UUID current() {
        if (Files.isReadable(LINUX)) {
            try {
                return UUID.fromString(Files.readString(LINUX).strip());
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("state store: {} is unreadable: {}", LINUX, e.toString());
            }
        }
        return UUID.randomUUID();
    }
}
