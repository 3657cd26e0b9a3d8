package io.kaizen.journal.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.chain.ChainJournal;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.FailingDisk;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.replay.ReplayChain;
import io.kaizen.journal.segment.SegmentSizes;
import io.kaizen.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    /** Half of a segment is Chronicle's own. */
    private static final SegmentSizes ORDER = new SegmentSizes(1 << 20, 1 << 20, 4 << 20);

    private static final ChainJournal.Sizes CHAIN =
            new ChainJournal.Sizes(
                    new SegmentSizes(1 << 20, 1 << 20, 16 << 20),
                    new RunIndex.Sizes(1 << 10, 4, 2));

    private static final int BLOCKS = 1_900;
    private static final RetentionPolicy KEEP =
            new RetentionPolicy(true, RetentionPolicy.BLOCKS_MIN, 0);

    @TempDir static Path made;
    private static final List<Hash> hashes = new ArrayList<>();

    @TempDir Path folder;

    @BeforeAll
    static void make() {
        try (ReplayChain chain = new ReplayChain(made, ORDER, CHAIN, Disk.SYSTEM)) {
            chain.seal(BLOCKS);
            for (long number = 0; number <= BLOCKS; number++) {
                hashes.add(present(chain.log.block(number)).hash());
            }
        }
    }

    private static SealedBlock present(@Nullable SealedBlock block) {
        assertNotNull(block);
        return block;
    }

    private Path copy(String name) throws IOException {
        Path to = folder.resolve(name);
        TestFolders.copy(made, to);
        return to;
    }

    private static ReplayChain open(Path data, Disk disk) {
        return new ReplayChain(data, ORDER, CHAIN, disk);
    }

    private static Retention retention(ReplayChain chain, Path data) {
        return new Retention(
                data, chain.journal, chain.log, Snapshots.in(data.resolve("snapshots")));
    }

    /** All that is kept is what it was, whoever reads it; what is not is said to be gone. */
    private static void check(ReplayChain chain, Path data) {
        long first = chain.log.first();
        assertEquals(hashes.get(0), chain.log.identity().genesis());
        ChainReader beside = ChainReader.open(data.resolve("chain"));
        assertEquals(first, beside.first());
        assertEquals(chain.log.height(), beside.height());
        assertEquals(chain.log.identity(), beside.identity());
        for (long number = first; number <= chain.log.height(); number++) {
            SealedBlock block = chain.log.block(number);
            assertEquals(hashes.get((int) number), present(block).hash(), "block " + number);
            assertEquals(block, beside.block(number));
            assertEquals(number, chain.log.number(block.hash()));
            block.transactions()
                    .forEach(tx -> assertNotNull(chain.chain.view().transaction(tx.hash())));
        }
        assertEquals(hashes.get(0), chain.chain.view().block(0).hash());
        if (first > 0) {
            assertNull(chain.log.block(first - 1));
            assertNull(chain.log.effects(first - 1));
            assertNull(chain.chain.view().block(hashes.get((int) first - 1)));
            assertNull(beside.block(first - 1));
            assertThrows(IllegalArgumentException.class, () -> beside.recorded(first - 1));
        }
        checkOrder(chain, data, beside);
    }

    private static void checkOrder(ReplayChain chain, Path data, ChainReader blocks) {
        long begins = chain.journal.base().position();
        long last = chain.chain.view().head().range().last();
        try (OrderReader reader =
                OrderJournal.read(data.resolve("order"), chain.genesis.orderAnchor())) {
            for (long position = begins + 1; position <= last; position++) {
                ReadResult result = reader.read();
                assertTrue(result instanceof ReadResult.Entry, "position " + position + result);
                assertEquals(position, ((ReadResult.Entry) result).entry().position());
            }
        }
        // Nothing of a block that is kept is missing.
        assertTrue(begins <= (blocks.base() == null ? 0 : blocks.base().position()));
        if (begins > 0) {
            assertThrows(IllegalArgumentException.class, () -> chain.journal.reader(1, Hash.ZERO));
        }
    }

    @Test
    void keepsSoManyBlocksAndTheChainGoesOn() throws IOException {
        Path data = copy("keeps");
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            RetentionResult result = retention(chain, data).run(KEEP, RetentionProgress.NONE);
            assertTrue(result.archived() > 4, result.toString());
            assertTrue(result.archivedTo() < result.archivedFrom(), result.toString());
            assertTrue(result.dropped() > 2, result.toString());
            assertEquals(chain.log.first(), result.firstBlock());
            long first = result.firstBlock();
            long tooOld = BLOCKS - RetentionPolicy.BLOCKS_MIN;
            // As much as whole segments allow.
            assertTrue(first <= tooOld + 1 && first > tooOld - 400, result.toString());
            check(chain, data);
            RetentionResult again = retention(chain, data).run(KEEP, RetentionProgress.NONE);
            assertEquals(0, again.archived() + again.dropped());
        }
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            check(chain, data);
        }
    }

    @Test
    void theDiskStaysFlatOverManyWindows() throws IOException {
        Path data = copy("flat");
        List<Long> used = new ArrayList<>();
        List<Hash> all = new ArrayList<>(hashes);
        for (int round = 0; round < 4; round++) {
            try (ReplayChain chain = open(data, Disk.SYSTEM)) {
                chain.seal(500);
                used.add(retention(chain, data).run(KEEP, RetentionProgress.NONE).usedBytes());
                assertTrue(chain.log.first() > chain.log.height() - 1_024 - 600);
                for (long n = all.size(); n <= chain.log.height(); n++) {
                    all.add(chain.log.block(n).hash());
                }
            }
        }
        long max = used.stream().skip(1).mapToLong(Long::longValue).max().orElseThrow();
        long min = used.stream().skip(1).mapToLong(Long::longValue).min().orElseThrow();
        // Segments, of which one more or less is there.
        assertTrue(max - min < 4L << 20, used.toString());
    }

    @Test
    void withoutItsSnapshotsAPrunedChainNamesWhatItLacks() throws IOException {
        Path data = copy("lacks");
        long first;
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            retention(chain, data).run(KEEP, RetentionProgress.NONE);
            first = chain.log.first();
        }
        TestFolders.delete(data.resolve("snapshots"));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> open(data, Disk.SYSTEM));
        assertTrue(refused.getMessage().contains("snapshot"), refused.getMessage());
        assertTrue(refused.getMessage().contains(Long.toString(first)), refused.getMessage());
    }

    @Test
    void aDamagedBaseIsNamed() throws IOException {
        Path data = copy("base");
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            retention(chain, data).run(KEEP, RetentionProgress.NONE);
        }
        for (String queue : List.of("chain", "order")) {
            Path file = data.resolve(queue).resolve("base");
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[20] ^= 1;
            Files.write(file, bad);
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> open(data, Disk.SYSTEM));
            assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
            Files.write(file, good);
        }
        open(data, Disk.SYSTEM).close();
    }

    @Test
    void aDamagedArchiveIsAFindingOfWhoReads() throws IOException {
        Path data = copy("damaged");
        Hash anchor;
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            retention(chain, data).run(KEEP, RetentionProgress.NONE);
            anchor = chain.genesis.orderAnchor();
        }
        Path chain = flipped(data.resolve("chain"));
        RecordDamageException record =
                assertThrows(
                        RecordDamageException.class, () -> ChainReader.open(data.resolve("chain")));
        assertTrue(record.getMessage().contains(chain.toString()), record.getMessage());
        Path order = flipped(data.resolve("order"));
        try (OrderReader reader = OrderJournal.read(data.resolve("order"), anchor)) {
            ReadResult result = reader.read();
            while (result instanceof ReadResult.Entry) {
                result = reader.read();
            }
            assertTrue(
                    result instanceof ReadResult.Damaged(long position, String why)
                            && position > 1
                            && why.contains(order.toString()),
                    result.toString());
        }
    }

    /** Changes a bit in the middle of the first archive. */
    private static Path flipped(Path queue) throws IOException {
        try (Stream<Path> all = Files.list(queue)) {
            Path archive =
                    all.filter(file -> file.toString().endsWith(".archive"))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Files.readAllBytes(archive);
            bytes[bytes.length / 2] ^= 1;
            Files.write(archive, bytes);
            return archive;
        }
    }

    @Test
    void cutOffAnywhereTheNextRunGoesOn() throws IOException {
        FailingDisk all = FailingDisk.never();
        long operations;
        try (ReplayChain chain = open(copy("all"), all)) {
            operations = -all.done();
            retention(chain, folder.resolve("all")).run(KEEP, RetentionProgress.NONE);
            operations += all.done();
        }
        Random random = new Random(SEED);
        for (int trial = 0; trial < 3; trial++) {
            Path data = copy("cut-" + trial);
            FailingDisk disk = FailingDisk.never();
            String what = "seed " + SEED + ", trial " + trial;
            try (ReplayChain chain = open(data, disk)) {
                disk.failAfter(random.nextLong(operations));
                assertThrows(
                        IOException.class,
                        () -> retention(chain, data).run(KEEP, RetentionProgress.NONE),
                        what);
                check(chain, data);
                disk.failAfter(Long.MAX_VALUE);
            }
            try (ReplayChain chain = open(data, Disk.SYSTEM)) {
                check(chain, data);
                retention(chain, data).run(KEEP, RetentionProgress.NONE);
                assertTrue(chain.log.first() > 0, what);
                check(chain, data);
            }
            TestFolders.delete(data);
        }
    }

    @Test
    void stopsBetweenTwoSteps() throws IOException {
        Path data = copy("stops");
        try (ReplayChain chain = open(data, Disk.SYSTEM)) {
            Retention stopped = retention(chain, data);
            RetentionProgress stopping =
                    new RetentionProgress() {
                        @Override
                        public void archived(long doneBytes, long ofBytes) {
                            stopped.stop();
                        }

                        @Override
                        public void dropped(long done, long of) {}

                        @Override
                        public void at(Phase phase, long done, long of) {}
                    };
            assertThrows(CancellationException.class, () -> stopped.run(KEEP, stopping));
            assertEquals(0, chain.log.first());
            check(chain, data);
            retention(chain, data).run(KEEP, RetentionProgress.NONE);
            check(chain, data);
        }
    }
}
