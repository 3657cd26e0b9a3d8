package io.kaizen.journal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index on disk beside a map: while it is merged, closed, damaged and opened again. */
class RunIndexTest {
    private static final RunIndex.Sizes SMALL = new RunIndex.Sizes(500, 3, 2);

    @TempDir Path folder;

    private final Map<Hash, Long> model = new HashMap<>();
    private final List<Hash> blockHashes = new ArrayList<>();
    private final AtomicInteger forced = new AtomicInteger();
    private long seed;
    private Random random;

    @BeforeEach
    void seed() {
        seed = System.nanoTime();
        random = new Random(seed);
        System.out.println("RunIndexTest seed " + seed);
    }

    private RunIndex open() throws IOException {
        return RunIndex.open(folder, SMALL, forced::incrementAndGet);
    }

    /**
     * Puts blocks of up to 60 entries; a sixth of the hashes have first words that fall together.
     */
    private void fill(RunIndex index, int blocks) {
        for (int i = 0; i < blocks; i++) {
            long number = blockHashes.size();
            for (int k = random.nextInt(60); k > 0; k--) {
                long first = random.nextInt(6) == 0 ? random.nextInt(3) : random.nextLong();
                Hash hash = new Hash(first, random.nextLong(), 5, 6);
                long place = number << 20 | k;
                if (model.putIfAbsent(hash, place) == null) {
                    index.put(hash, place);
                }
            }
            blockHashes.add(new Hash(random.nextLong(), 1, 2, 3));
            index.endBlock(number, blockHashes.getLast());
        }
    }

    private void check(RunIndex index) {
        model.forEach((hash, place) -> assertEquals(place, index.get(hash), "seed " + seed));
        for (int i = 0; i < 2_000; i++) {
            Hash other = new Hash(random.nextInt(3) == 0 ? 2 : random.nextLong(), i, 0, 0);
            assertEquals(PlaceIndex.ABSENT, index.get(other), "seed " + seed);
        }
    }

    /** Forgets in the model what the next opening finds in no run. */
    private void keepCovered(BlockRange covered) {
        long last = covered == null ? -1 : covered.last();
        model.values().removeIf(place -> place >>> 20 > last);
        while (blockHashes.size() > last + 1) {
            blockHashes.removeLast();
        }
    }

    @Test
    void holdsWhatAMapHoldsOverManyRunsMergesAndOpenings() throws Exception {
        for (int opening = 0; opening < 4; opening++) {
            try (RunIndex index = open()) {
                keepCovered(index.covered());
                check(index);
                fill(index, 200);
                check(index);
                index.awaitRun();
                check(index);
            }
        }
        try (RunIndex index = open()) {
            keepCovered(index.covered());
            check(index);
            BlockRange covered = index.covered();
            assertNotNull(covered);
            assertEquals(blockHashes.getLast(), covered.lastHash());
            assertTrue(index.levels().contains(2), "levels " + index.levels());
            assertTrue(index.levels().stream().filter(level -> level == 0).count() < 3);
        }
        assertTrue(forced.get() > 10);
    }

    @Test
    void aReaderFindsEachEntryWhileRunsAreWrittenAndMerged() throws Exception {
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            hashes.add(new Hash(random.nextLong(), random.nextLong(), 0, 0));
        }
        AtomicInteger added = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>();
        try (RunIndex index = open()) {
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                Random any = new Random(seed + 1);
                                while (added.get() < hashes.size() && wrong.get() == null) {
                                    int upTo = added.get();
                                    int i = upTo == 0 ? 0 : any.nextInt(upTo);
                                    long found = upTo == 0 ? 0 : index.get(hashes.get(i));
                                    if (found != i) {
                                        wrong.set("entry " + i + " of " + upTo + ": " + found);
                                    }
                                }
                            });
            for (int i = 0; i < hashes.size(); i++) {
                index.put(hashes.get(i), i);
                added.set(i + 1);
                if (i % 100 == 99) {
                    index.endBlock(i / 100, hashes.get(i));
                }
            }
            reader.join(60_000);
            assertTrue(!reader.isAlive(), "the reader ends");
        }
        assertNull(wrong.get(), "seed " + seed);
    }

    @Test
    void filesThatAreNoWholeRunAreMadeAgain() throws Exception {
        try (RunIndex index = open()) {
            while (index.levels().size() < 2) {
                fill(index, 10);
                index.awaitRun();
            }
        }
        List<Path> runs = runs();
        // A torn header, an unfinished file, and a run that ends early.
        try (FileChannel last = FileChannel.open(runs.getLast(), StandardOpenOption.WRITE)) {
            last.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 30);
        }
        Files.write(folder.resolve("000000000900-000000000950.tmp"), new byte[500]);
        Files.write(folder.resolve("000000000950-000000000960.run"), new byte[500]);
        try (RunIndex index = open()) {
            assertEquals(runs.size() - 1, index.levels().size());
            keepCovered(index.covered());
            check(index);
            assertEquals(runs.size() - 1, runs().size());
            fill(index, 60);
            index.awaitRun();
            check(index);
        }
        try (FileChannel first = FileChannel.open(runs().getFirst(), StandardOpenOption.WRITE)) {
            first.truncate(first.size() - 1);
        }
        try (RunIndex index = open()) {
            assertNull(index.covered(), "nothing leads up to the others");
            assertEquals(List.of(), runs());
        }
    }

    @Test
    void aMergedRunTakesThePlaceOfThoseItWasMadeOfWhereTheyWereNotDeleted() throws Exception {
        List<byte[]> parts = new ArrayList<>();
        List<Path> names = new ArrayList<>();
        try (RunIndex index = open()) {
            while (index.levels().size() < 2 || index.levels().contains(1)) {
                fill(index, 10);
                index.awaitRun();
            }
            for (Path run : runs()) {
                names.add(run);
                parts.add(Files.readAllBytes(run));
            }
            while (!index.levels().contains(1)) {
                fill(index, 10);
                index.awaitRun();
            }
        }
        for (int i = 0; i < names.size(); i++) {
            Files.write(names.get(i), parts.get(i));
        }
        try (RunIndex index = open()) {
            keepCovered(index.covered());
            check(index);
            assertEquals(List.of(1), index.levels());
            assertEquals(1, runs().size());
        }
    }

    @Test
    void theWriterLearnsThatARunWasNotWritten() throws Exception {
        RunIndex index =
                RunIndex.open(
                        folder,
                        SMALL,
                        () -> {
                            throw new IOException("no space left");
                        });
        IllegalStateException failed =
                assertThrows(IllegalStateException.class, () -> fill(index, 100));
        assertEquals("no space left", failed.getCause().getMessage());
        check(index);
        assertThrows(IllegalStateException.class, index::close);
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".run")).sorted().toList();
        }
    }
}
