package io.kaizen.journal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A map that outgrows its first tables, beside a plain one. */
class GrowingMapTest {
    private static final int ENTRIES = 500;
    private static final int KEY_BYTES = 8;
    private static final String NAME = "things";

    @TempDir Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Bytes, Bytes> model = new HashMap<>();

    private GrowingMap open() throws IOException {
        return open(GrowingMap.Opening.PLAIN);
    }

    private GrowingMap open(GrowingMap.Opening opening) throws IOException {
        return new GrowingMap(
                new GrowingMap.Home(folder, Disk.SYSTEM, opening),
                NAME,
                ENTRIES,
                map ->
                        map.constantKeySizeBySample(new byte[KEY_BYTES])
                                .averageValueSize(40)
                                .actualChunkSize(16));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** As a block does: a look at the size, then many writes, to old keys and to new ones. */
    private void block(GrowingMap map) {
        map.growIfFull();
        Bytes[] known = model.keySet().toArray(Bytes[]::new);
        for (int i = 0; i < 400; i++) {
            boolean old = known.length > 0 && random.nextInt(3) == 0;
            byte[] key = old ? known[random.nextInt(known.length)].array() : bytes(KEY_BYTES);
            if (old && random.nextInt(4) == 0) {
                map.remove(key);
                model.remove(Bytes.wrap(key));
            } else {
                byte[] value = bytes(1 + random.nextInt(80));
                if (old || random.nextBoolean()) {
                    map.put(key, value);
                } else {
                    map.add(key, value);
                }
                model.put(Bytes.wrap(key), Bytes.wrap(value));
            }
        }
    }

    private void assertHolds(GrowingMap map) {
        assertEquals(model.size(), map.longSize(), () -> "seed " + seed);
        model.forEach((key, value) ->
                assertArrayEquals(value.array(), map.get(key.array()), () -> "seed " + seed));
        for (int i = 0; i < 100; i++) {
            byte[] key = bytes(KEY_BYTES);
            Bytes value = model.get(Bytes.wrap(key));
            assertArrayEquals(value == null ? null : value.array(), map.get(key));
        }
    }

    @Test
    void holdsWhatAPlainMapHoldsHoweverFarItGrowsAndAfterItIsOpenedAgain() throws IOException {
        int tables = 1;
        for (int opening = 0; opening < 4; opening++) {
            try (GrowingMap map = open()) {
                assertEquals(tables, map.tables(), "tables that are found again");
                assertHolds(map);
                for (int block = 0; block < 12; block++) {
                    block(map);
                }
                assertHolds(map);
                map.removeKeysIf(key -> key[0] == 7);
                model.keySet().removeIf(key -> key.array()[0] == 7);
                assertHolds(map);
                tables = map.tables();
            }
            // One that was begun and not in use yet is found as well.
            int files = files();
            assertTrue(files == tables || files == tables + 1, "files " + files);
            tables = files;
        }
        assertTrue(tables >= 3, () -> "it never grew to a third table: " + model.size());
    }

    @Test
    void deletingTakesEveryTable() throws IOException {
        try (GrowingMap map = open()) {
            for (int block = 0; block < 12; block++) {
                block(map);
            }
            assertTrue(map.tables() > 1);
        }
        GrowingMap.delete(folder, NAME, Disk.SYSTEM);
        assertEquals(0, files());
    }

    private int files() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            return (int) left.count();
        }
    }
}
