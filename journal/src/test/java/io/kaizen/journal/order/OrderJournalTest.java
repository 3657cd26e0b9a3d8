package io.kaizen.journal.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.TestFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderJournalTest {
    private static final Hash ANCHOR = OrderAnchor.of(1337, Hash.EMPTY_TRIE);
    private static final BlockOpening OPENING =
            new BlockOpening(
                    7,
                    1_700_000_000_123L,
                    Word.fromDecimal("1000000007"),
                    30_000_000,
                    Address.ofLong(0xfee),
                    Hash.EMPTY_LIST,
                    new BlockOpening.L1Origin(99, Hash.EMPTY_CODE));

    @TempDir Path folder;

    @Test
    void everyKindSurvivesTheRoundTripAndTheChainHolds() {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            assertEquals(1, journal.appendOpen(OPENING, 11));
            assertEquals(2, journal.appendTransaction(Address.ofLong(1), hash(2), raw(2), 12));
            assertEquals(3, journal.appendReserved(EntryKind.L1_INPUT, new byte[] {9}, 13));
            assertEquals(4, journal.appendReserved(EntryKind.KEY_RELEASE, new byte[0], 14));
            assertEquals(5, journal.appendClose(7, 15));
            assertEquals(0, journal.durablePosition());
            journal.sync();
            assertEquals(5, journal.durablePosition());
            try (OrderReader reader = journal.reader()) {
                OrderEntry first = entry(reader.read());
                assertEquals(ANCHOR, first.previous());
                assertEquals(new OrderEntry.Body.Open(OPENING), first.body());
                OrderEntry second = entry(reader.read());
                assertEquals(first.hash(), second.previous());
                assertEquals(12, second.intakeTimeNs());
                assertEquals(
                        new OrderEntry.Body.Ordered(Address.ofLong(1), hash(2), Bytes.wrap(raw(2))),
                        second.body());
                assertInstanceOf(OrderEntry.Body.Reserved.class, entry(reader.read()).body());
                assertInstanceOf(OrderEntry.Body.Reserved.class, entry(reader.read()).body());
                OrderEntry last = entry(reader.read());
                assertEquals(new OrderEntry.Body.Close(7), last.body());
                assertEquals(journal.lastHash(), last.hash());
                assertEquals(new ReadResult.End(0), reader.read());
                journal.appendClose(8, 16);
                assertEquals(6, entry(reader.read()).position());
            }
        }
    }

    @Test
    void aReaderStartsAnywhereGivenTheHashBefore() {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.NONE)) {
            fill(journal, 50);
            assertEquals(50, journal.durablePosition());
            Hash before;
            try (OrderReader reader = journal.reader()) {
                for (int i = 1; i < 30; i++) {
                    reader.read();
                }
                before = entry(reader.read()).hash();
            }
            try (OrderReader reader = journal.reader(31, before)) {
                assertEquals(31, entry(reader.read()).position());
            }
        }
    }

    @Test
    void reopeningContinuesPositionsAndHashes() {
        Hash last;
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 20);
            last = journal.lastHash();
        }
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            assertEquals(new OrderJournal.Opening(20, last, 0), journal.opening());
            assertEquals(20, journal.durablePosition());
            assertEquals(21, journal.appendClose(1, 0));
            journal.sync();
        }
        try (OrderReader reader = OrderJournal.read(folder, ANCHOR)) {
            assertEquals(21, count(reader));
        }
    }

    @Test
    void anotherGenesisIsRefused() {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 3);
        }
        try (OrderReader reader = OrderJournal.read(folder, OrderAnchor.of(1, Hash.ZERO))) {
            ReadResult.Damaged damaged = assertInstanceOf(ReadResult.Damaged.class, reader.read());
            assertEquals(1, damaged.position());
            assertTrue(damaged.why().contains("breaks the chain"), damaged.why());
        }
    }

    @Test
    void aSecondWriterIsRefused() {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.NONE)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> OrderJournal.open(folder, ANCHOR, SyncLevel.NONE));
            assertEquals(0, journal.lastPosition());
        }
    }

    /** A copy of the folder of an open queue is what a killed process leaves. */
    @Test
    void aKilledWriterLosesNothingThatItAppended() throws IOException {
        Path copy = folder.resolve("copy");
        Path live = folder.resolve("live");
        try (OrderJournal journal = OrderJournal.open(live, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 10);
            journal.sync();
            fill(journal, 5);
            TestFolders.copy(live, copy);
        }
        try (OrderJournal journal = OrderJournal.open(copy, ANCHOR, SyncLevel.GROUP)) {
            assertEquals(15, journal.opening().lastPosition());
            assertEquals(10, journal.durablePosition());
            fill(journal, 5);
        }
        try (OrderReader reader = OrderJournal.read(copy, ANCHOR)) {
            assertEquals(20, count(reader));
        }
    }

    @Test
    void aFlippedByteInADurableEntryIsNamedByItsPosition() throws IOException {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 12);
        }
        flip(7);
        try (OrderReader reader = OrderJournal.read(folder, ANCHOR)) {
            for (int i = 1; i < 7; i++) {
                assertEquals(i, entry(reader.read()).position());
            }
            ReadResult.Damaged damaged = assertInstanceOf(ReadResult.Damaged.class, reader.read());
            assertEquals(7, damaged.position());
            assertTrue(damaged.why().startsWith("crc32c mismatch"), damaged.why());
            assertEquals(damaged, reader.read());
        }
    }

    @Test
    void aDamagedDurableEndStopsTheOpening() throws IOException {
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 12);
        }
        flip(12);
        OrderDamageException damage =
                assertThrows(
                        OrderDamageException.class,
                        () -> OrderJournal.open(folder, ANCHOR, SyncLevel.GROUP));
        assertEquals(12, damage.position());
    }

    @Test
    void aTornTailIsReportedAndCutOff() throws IOException {
        Path live = folder.resolve("live");
        Path copy = folder.resolve("copy");
        try (OrderJournal journal = OrderJournal.open(live, ANCHOR, SyncLevel.GROUP)) {
            fill(journal, 6);
            journal.sync();
            fill(journal, 3);
            TestFolders.copy(live, copy);
        }
        folder = copy;
        flip(8);
        try (OrderJournal journal = OrderJournal.open(copy, ANCHOR, SyncLevel.GROUP)) {
            assertEquals(7, journal.opening().lastPosition());
            assertEquals(2, journal.opening().tornDocuments());
            assertEquals(8, journal.appendClose(42, 0));
            assertEquals(9, journal.appendClose(43, 0));
        }
        try (OrderReader reader = OrderJournal.read(copy, ANCHOR)) {
            List<OrderEntry> entries = new ArrayList<>();
            while (reader.read() instanceof ReadResult.Entry(OrderEntry entry)) {
                entries.add(entry);
            }
            assertEquals(9, entries.size());
            assertEquals(new OrderEntry.Body.Close(42), entries.get(7).body());
            assertEquals(0, reader.skippedDocuments());
        }
    }

    @Test
    void anAppendInSteadyStateAllocatesNothing() {
        byte[] raw = raw(1);
        Hash hash = hash(1);
        Address sender = Address.ofLong(1);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        try (OrderJournal journal = OrderJournal.open(folder, ANCHOR, SyncLevel.NONE)) {
            for (int i = 0; i < 20_000; i++) {
                journal.appendTransaction(sender, hash, raw, i);
            }
            int count = 20_000;
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                journal.appendTransaction(sender, hash, raw, i);
            }
            long elapsed = System.nanoTime() - start;
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            System.out.printf(
                    "OrderJournalTest: %.2f bytes, %d ns an append%n",
                    (double) bytes / count, elapsed / count);
            // One object a call would be 16 bytes at least; the JIT may allocate a little
            // meanwhile.
            assertTrue(bytes < 8L * count, bytes + " bytes for " + count + " appends");
        }
    }

    private static void fill(OrderJournal journal, int count) {
        for (int i = 0; i < count; i++) {
            long n = journal.lastPosition() + 1;
            journal.appendTransaction(Address.ofLong(n), hash(n), raw(n), n);
        }
    }

    private static long count(OrderReader reader) {
        ReadResult result = reader.read();
        while (result instanceof ReadResult.Entry) {
            result = reader.read();
        }
        assertInstanceOf(ReadResult.End.class, result);
        return reader.position() - 1;
    }

    private static OrderEntry entry(ReadResult result) {
        return assertInstanceOf(ReadResult.Entry.class, result).entry();
    }

    private static Hash hash(long n) {
        return Hash.keccak(raw(n));
    }

    /** Bytes that occur nowhere else in the file. */
    private static byte[] raw(long n) {
        return ("transaction number <" + n + ">").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void flip(long n) throws IOException {
        TestFolders.flip(folder, raw(n));
    }
}
