package io.kaizen.journal.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.Blocks;
import io.kaizen.journal.TestFolders;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.segment.Place;
import io.kaizen.journal.segment.SegmentQueue;
import io.kaizen.journal.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain queue with its indexes on disk: found again, made again, never believed blindly. */
class ChainJournalTest {
    private static final ChainJournal.Sizes SMALL =
            new ChainJournal.Sizes(
                    new SegmentSizes(200_000, 1 << 20, RecordFrame.RECORD_BYTES_MAX),
                    new RunIndex.Sizes(20, 2, 3));

    @TempDir Path folder;

    private final Blocks blocks = new Blocks(5);
    private final List<SealedBlock> sealed = new ArrayList<>();

    /** In the headers, whose hashes no transaction of these blocks changes. */
    private Hash stateRoot = Hash.EMPTY_TRIE;

    /** Appends so many blocks of two transactions. */
    private void append(ChainJournal journal, int count) {
        for (int i = 0; i < count; i++) {
            SealedBlock next =
                    sealed.isEmpty()
                            ? blocks.genesis().block()
                            : blocks.block(sealed.getLast(), stateRoot, 2);
            journal.append(next, Effects.NONE);
            sealed.add(next);
        }
    }

    private void check(ChainJournal journal) {
        assertEquals(sealed.size() - 1, journal.height());
        for (SealedBlock want : sealed) {
            assertEquals(want, journal.block(want.number()));
            assertEquals(want.number(), journal.number(want.hash()));
            for (int i = 0; i < want.transactions().size(); i++) {
                Hash hash = want.transactions().get(i).hash();
                assertEquals(new TransactionLocation(want.number(), i), journal.transaction(hash));
                assertNull(journal.number(hash), "of a transaction");
            }
            assertNull(journal.transaction(want.hash()), "of a block");
        }
        assertNull(journal.transaction(Hash.keccak(new byte[] {1})));
    }

    @Test
    void blocksAndTransactionsAreFoundOverManyRunsAndOpenings() throws IOException {
        for (int opening = 0; opening < 4; opening++) {
            try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
                append(journal, 50);
                check(journal);
            }
        }
        Map<Path, FileTime> before = runs(folder);
        assertTrue(before.size() > 1, before::toString);
        try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
            check(journal);
            assertEquals(0, journal.passedDocuments());
            assertTrue(runs(folder).entrySet().containsAll(before.entrySet()), "made again");
        }
    }

    private static Map<Path, FileTime> runs(Path queue) throws IOException {
        Map<Path, FileTime> runs = new HashMap<>();
        for (Path file : names(queue.resolve("index"))) {
            if (file.toString().endsWith(".run")) {
                runs.put(file, Files.getLastModifiedTime(file));
            }
        }
        return runs;
    }

    @Test
    void anIndexThatIsGoneOrOfAnotherChainIsMadeAgain() throws IOException {
        Path other = folder.resolve("other");
        Path queue = folder.resolve("queue");
        try (ChainJournal journal = ChainJournal.open(other, SMALL, Disk.SYSTEM)) {
            append(journal, 60);
        }
        sealed.clear();
        stateRoot = Hash.EMPTY_CODE;
        try (ChainJournal journal = ChainJournal.open(queue, SMALL, Disk.SYSTEM)) {
            append(journal, 60);
        }
        TestFolders.delete(queue.resolve("index"));
        try (ChainJournal journal = ChainJournal.open(queue, SMALL, Disk.SYSTEM)) {
            check(journal);
        }
        assertTrue(names(queue.resolve("index")).size() > 1);
        TestFolders.delete(queue.resolve("index"));
        Files.move(other.resolve("index"), queue.resolve("index"));
        try (ChainJournal journal = ChainJournal.open(queue, SMALL, Disk.SYSTEM)) {
            check(journal);
            append(journal, 40);
            check(journal);
        }
    }

    /** As power that fails leaves it: the index was forced, the end of the queue was not. */
    @Test
    void anIndexThatReachesBeyondTheQueueIsMadeAgain() throws IOException {
        Path queue = folder.resolve("queue");
        Path ahead = folder.resolve("ahead");
        try (ChainJournal journal = ChainJournal.open(queue, SMALL, Disk.SYSTEM)) {
            append(journal, 30);
        }
        List<SealedBlock> durable = List.copyOf(sealed);
        TestFolders.copy(queue, ahead);
        try (ChainJournal journal = ChainJournal.open(ahead, SMALL, Disk.SYSTEM)) {
            append(journal, 60);
        }
        TestFolders.delete(queue.resolve("index"));
        Files.move(ahead.resolve("index"), queue.resolve("index"));
        sealed.clear();
        sealed.addAll(durable);
        try (ChainJournal journal = ChainJournal.open(queue, SMALL, Disk.SYSTEM)) {
            check(journal);
            append(journal, 30);
            check(journal);
        }
    }

    /** Whichever bit of a place: no other block is taken for it, and the message has its number. */
    @Test
    void aPlaceThatIsDamagedIsNamedWithItsBlock() throws IOException {
        try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
            append(journal, 60);
        }
        Path places = folder.resolve("index").resolve("places");
        byte[] whole = Files.readAllBytes(places);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            byte[] damaged = whole.clone();
            damaged[8 * 5 + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(places, damaged);
            try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
                IllegalStateException named =
                        assertThrows(IllegalStateException.class, () -> journal.block(5));
                String message = named.getMessage();
                assertTrue(message.startsWith("chain record of block 5: "), message);
                assertTrue(!message.contains("null"), message);
                assertEquals(sealed.get(6), journal.block(6));
            }
        }
    }

    /** Beside a node that has it open: without its lock, and without a change. */
    @Test
    void aReaderNeedsNeitherLockNorIndex() throws IOException {
        try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
            append(journal, 30);
            checkReader();
            append(journal, 30);
            checkReader();
        }
        TestFolders.delete(folder.resolve("index"));
        checkReader();
        assertTrue(Files.notExists(folder.resolve("index")));
    }

    private void checkReader() {
        ChainReader reader = ChainReader.open(folder);
        assertEquals(sealed.getLast().number(), reader.height());
        for (SealedBlock want : sealed) {
            assertEquals(want, reader.block(want.number()));
        }
        assertNull(reader.block(reader.height() + 1));
        assertNull(reader.effects(-1));
    }

    @Test
    void aReaderNamesWhatIsDamagedOrMissing() throws IOException {
        try (ChainJournal journal = ChainJournal.open(folder, SMALL, Disk.SYSTEM)) {
            append(journal, 10);
        }
        SealedBlock fifth = sealed.get(5);
        TestFolders.flip(folder, fifth.transactions().getFirst().raw().toArray());
        ChainReader reader = ChainReader.open(folder);
        assertEquals(sealed.getLast().number(), reader.height());
        assertEquals(sealed.get(4), reader.block(sealed.get(4).number()));
        IllegalStateException damage =
                assertThrows(IllegalStateException.class, () -> reader.block(fifth.number()));
        assertEquals(
                "chain record of block " + fifth.number() + ": crc32c mismatch",
                damage.getMessage());
    }

    @Test
    void recordsOfAnotherVersionAreRefusedAndNotTakenForDamage() throws IOException {
        byte[] record = new byte[RecordFrame.PAYLOAD];
        ByteBuffer view = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(0, record.length).putShort(4, (short) 1).putShort(6, (short) 1);
        CRC32C crc = new CRC32C();
        crc.update(record, 0, 16);
        crc.update(record, 20, record.length - 20);
        view.putInt(16, (int) crc.getValue());
        try (SegmentQueue queue = SegmentQueue.open(folder, SMALL.segments(), Disk.SYSTEM)) {
            queue.begin(Place.START);
            queue.append(record, 0, record.length);
        }
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> ChainJournal.open(folder));
        assertTrue(refused.getMessage().contains("version 1"), refused::getMessage);
    }

    private static List<Path> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
