package io.kaizen.journal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
        return RunIndex.open(folder, SMALL, Disk.SYSTEM, 0, forced::incrementAndGet);
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
                index.awaitMerges();
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
        try (RunIndex index = open();
                ExecutorService reader = Executors.newSingleThreadExecutor()) {
            Future<Long> reads =
                    reader.submit(() -> {
                        Random any = new Random(seed + 1);
                        long found = 0;
                        while (added.get() < hashes.size()) {
                            int upTo = added.get();
                            if (upTo > 0) {
                                int i = any.nextInt(upTo);
                                String where = "seed " + seed + ", entry " + i + " of " + upTo;
                                assertEquals(i, index.get(hashes.get(i)), where);
                                found++;
                            }
                        }
                        return found;
                    });
            for (int i = 0; i < hashes.size(); i++) {
                index.put(hashes.get(i), i);
                added.set(i + 1);
                if (i % 100 == 99) {
                    index.endBlock(i / 100, hashes.get(i));
                }
            }
            assertTrue(reads.get(60, TimeUnit.SECONDS) > 100);
            index.awaitMerges();
            assertTrue(index.levels().contains(2), index.levels()::toString);
        }
    }

    @Test
    void filesThatAreNoWholeRunAreMadeAgain() throws Exception {
        try (RunIndex index = open()) {
            while (index.levels().size() < 2) {
                fill(index, 10);
                index.awaitMerges();
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
            index.awaitMerges();
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
                index.awaitMerges();
            }
            for (Path run : runs()) {
                names.add(run);
                parts.add(Files.readAllBytes(run));
            }
            while (!index.levels().contains(1)) {
                fill(index, 10);
                index.awaitMerges();
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
        try (RunIndex index =
                RunIndex.open(
                        folder,
                        SMALL,
                        Disk.SYSTEM,
                        0,
                        () -> {
                            throw new IOException("no space left");
                        })) {
            IllegalStateException failed =
                    assertThrows(IllegalStateException.class, () -> fill(index, 100));
            assertEquals("no space left", failed.getCause().getMessage());
            check(index);
        }
        assertEquals(List.of(), runs());
    }

    @Test
    void aMergeThatFailsHoldsNobodyUpAndIsDoneLater() throws Exception {
        Path inTheWay = null;
        try (RunIndex index = open()) {
            while (index.levels().size() < 2 || index.levels().contains(1)) {
                fill(index, 10);
                index.awaitMerges();
            }
            // A folder that is not empty has the name of whatever the first merge may write.
            long first = blockHashes.size();
            for (long last = first; last < first + 500; last++) {
                inTheWay = folder.resolve("%012d-%012d.tmp".formatted(0, last));
                Files.createDirectories(inTheWay.resolve("full"));
            }
            while (index.levels().size() < 6) {
                fill(index, 10);
                index.awaitMerges();
            }
            check(index);
            assertTrue(index.levels().stream().allMatch(level -> level == 0));
            for (long last = first; last < first + 500; last++) {
                inTheWay = folder.resolve("%012d-%012d.tmp".formatted(0, last));
                Files.delete(inTheWay.resolve("full"));
                Files.delete(inTheWay);
            }
            while (!index.levels().contains(1)) {
                fill(index, 10);
                index.awaitMerges();
            }
            check(index);
            assertTrue(index.levels().stream().filter(level -> level == 0).count() < 3);
        }
        try (RunIndex index = open()) {
            keepCovered(index.covered());
            check(index);
        }
    }

    @Test
    void runsOfOneLevelAreMergedWhereverTheyLie() throws Exception {
        // As after merges that were cut off: more of level 0 than a merge takes.
        RunIndex.Sizes unmerged = new RunIndex.Sizes(500, 3, 0);
        try (RunIndex index =
                RunIndex.open(folder, unmerged, Disk.SYSTEM, 0, forced::incrementAndGet)) {
            while (index.levels().size() < 7) {
                fill(index, 10);
                index.awaitMerges();
            }
        }
        try (RunIndex index = open()) {
            keepCovered(index.covered());
            while (index.levels().size() > 4) {
                fill(index, 10);
                index.awaitMerges();
            }
            check(index);
            assertEquals(List.of(1, 1, 0, 0), index.levels());
        }
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".run")).sorted().toList();
        }
    }
}
