package io.kaizen.journal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.store.StoreMark.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next start believes, after each way to leave a store. */
class StoreMarkTest {
    private static final UUID BOOT = new UUID(1, 2);
    private static final int VERSION = 7;

    @TempDir Path folder;

    private StoreMark read(UUID boot, int version) throws IOException {
        return StoreMark.read(folder, Disk.SYSTEM, version, boot);
    }

    private void assertRead(Trust trust, long height) throws IOException {
        try (StoreMark mark = read(BOOT, VERSION)) {
            assertEquals(trust, mark.trust());
            assertEquals(height, mark.height());
        }
    }

    @Test
    void anEmptyFolderHasNothing() throws IOException {
        assertRead(Trust.NONE, StateStore.EMPTY);
    }

    @Test
    void aStoreThatIsOpenIsSuspectAtItsHeightUnderTheSameSystemOnly() throws IOException {
        try (StoreMark mark = read(BOOT, VERSION)) {
            mark.open();
            assertRead(Trust.SUSPECT, StateStore.EMPTY);
            mark.reached(41);
            assertRead(Trust.SUSPECT, 41);
            mark.reached(42);
        }
        assertRead(Trust.SUSPECT, 42);
        try (StoreMark other = read(new UUID(1, 3), VERSION)) {
            assertEquals(Trust.NONE, other.trust());
            assertEquals(StateStore.EMPTY, other.height());
        }
        try (StoreMark other = read(BOOT, VERSION + 1)) {
            assertEquals(Trust.NONE, other.trust());
        }
        byte[] torn = Files.readAllBytes(folder.resolve(StoreMark.OPEN));
        torn[3] ^= 1;
        Files.write(folder.resolve(StoreMark.OPEN), torn);
        assertRead(Trust.NONE, StateStore.EMPTY);
    }

    @Test
    void aStoreThatWasClosedIsWholeUntilItIsOpenedAgain() throws IOException {
        try (StoreMark mark = read(BOOT, VERSION)) {
            mark.open();
            mark.reached(9);
            mark.closed();
        }
        assertFalse(Files.exists(folder.resolve(StoreMark.OPEN)));
        assertRead(Trust.WHOLE, 9);
        byte[] clean = Files.readAllBytes(folder.resolve(StoreMark.CLEAN));
        try (StoreMark mark = read(new UUID(5, 5), VERSION)) {
            assertEquals(Trust.WHOLE, mark.trust());
            mark.open();
        }
        assertFalse(Files.exists(folder.resolve(StoreMark.CLEAN)));
        assertTrue(Files.exists(folder.resolve(StoreMark.OPEN)));
        assertRead(Trust.NONE, StateStore.EMPTY);
        // Cut off while it was opened: nothing had been written to the maps yet.
        Files.write(folder.resolve(StoreMark.CLEAN), clean);
        assertRead(Trust.WHOLE, 9);
    }
}
