package io.kaizen.journal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.journal.disk.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places of records over several chunks and openings. */
class RecordPlacesTest {
    private static final int COUNT = 300_000;

    @TempDir Path folder;

    @Test
    void placesStayOverChunksAndOpeningsAndATornChunkIsWrittenAgain() throws Exception {
        long seed = System.nanoTime();
        Path file = folder.resolve("places");
        try (RecordPlaces places = RecordPlaces.open(file, Disk.SYSTEM)) {
            assertEquals(RecordPlaces.ABSENT, places.get(0));
            Random random = new Random(seed);
            for (int i = 0; i < COUNT; i++) {
                places.put(i, random.nextLong(1L << 60));
            }
            places.force();
        }
        // As a crash leaves it that comes while the file grows.
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length + 1000));
        try (RecordPlaces places = RecordPlaces.open(file, Disk.SYSTEM)) {
            Random random = new Random(seed);
            for (int i = 0; i < COUNT; i++) {
                assertEquals(random.nextLong(1L << 60), places.get(i), "seed " + seed);
            }
            assertEquals(RecordPlaces.ABSENT, places.get(COUNT));
            assertEquals(RecordPlaces.ABSENT, places.get(COUNT * 10L));
            places.put(500_000, 7);
            assertEquals(7, places.get(500_000));
            assertEquals(RecordPlaces.ABSENT, places.get(499_999));
        }
    }
}
