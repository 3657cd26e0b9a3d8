package io.kaizen.journal.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.ChainReader;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import io.kaizen.journal.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a closed folder are changed in place, with and without making checksums right again. */
class DamagedFilesTest {
    private static final int BLOCKS = 12;
    private static final int ENTRIES = ReplayChain.ORDERED + 2;
    private static final int CHANGED = 7;

    /** The order in several files, of which each begins with half a MiB of Chronicle's own. */
    private static final SegmentSizes SMALL = new SegmentSizes((1 << 19) + 8_500, 1 << 20, 1 << 16);

    private static final int ENTRY_CRC = 56;
    private static final int ENTRY_PREVIOUS = 24;
    private static final int ENTRY_INTAKE = 16;
    private static final int RECORD_CRC = 16;

    @TempDir Path folder;
    private ChainReader chain;

    @BeforeEach
    void makeAndClose() {
        try (ReplayChain made = new ReplayChain(folder, SMALL)) {
            made.seal(BLOCKS);
        }
        chain = ChainReader.open(folder.resolve("chain"));
    }

    @Test
    void theFolderIsSoundAsLongAsNothingIsChanged() {
        assertInstanceOf(ReplayResult.Agreed.class, replay());
        OrderTail tail = OrderTail.of(this::reader, chain);
        assertEquals(new OrderTail(0, BLOCKS, null), tail);
        assertNull(tail.missing(chain.height()));
    }

    @Test
    void aFlippedBitOfAnEntryIsNamedByPosition() throws IOException {
        long position = (CHANGED - 1L) * ENTRIES + 3;
        editEntry(position, false, entry -> entry[100] ^= 1);
        assertEntryDamaged(position, CHANGED, "crc32c");
    }

    /** The entry itself is whole then: what is behind it names another. */
    @Test
    void anEntryWrittenAnewBreaksTheChainBehindIt() throws IOException {
        long position = (CHANGED - 1L) * ENTRIES + 3;
        editEntry(position, true, entry -> entry[ENTRY_INTAKE] ^= 1);
        assertEntryDamaged(position + 1, CHANGED, "breaks the chain");
    }

    @Test
    void aMissingSegmentIsNamedByTheFirstPositionInIt() throws IOException {
        List<Path> segments;
        try (Stream<Path> all = Files.list(folder.resolve("order"))) {
            segments = all.filter(Files::isDirectory).sorted().toList();
        }
        assertTrue(segments.size() > 2, segments::toString);
        try (Stream<Path> files = Files.list(segments.get(1))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(segments.get(1));
        ReplayResult.Unreadable result = assertInstanceOf(ReplayResult.Unreadable.class, replay());
        Damage.Entry entry = assertInstanceOf(Damage.Entry.class, result.damage());
        assertTrue(entry.why().contains("where " + entry.position() + " belongs"), entry::why);
        assertEquals((entry.position() - 1) / ENTRIES + 1, entry.block());
    }

    @Test
    void aFlippedBitOfARecordIsNamedByBlock() throws IOException {
        editRecord(CHANGED, false, record -> record[200] ^= 1);
        ReplayResult.Unreadable result = assertInstanceOf(ReplayResult.Unreadable.class, replay());
        assertEquals(new Damage.ChainRecord(CHANGED, "crc32c mismatch"), result.damage());
        assertEquals(CHANGED - 1, result.counts().blocks());
    }

    /** The state root is the third hash behind the parent's, the ommers' and the recipient. */
    @Test
    void aRecordWrittenAnewIsNamedByTheFieldThatChanged() throws IOException {
        byte[] root = chain.block(CHANGED).header().stateRoot().toArray();
        editRecord(CHANGED, true, record -> record[indexOf(record, root)] ^= 1);
        ReplayResult.Diverged result = assertInstanceOf(ReplayResult.Diverged.class, replay());
        assertEquals("header.stateRoot", result.divergence().field());
        assertEquals(CHANGED, result.divergence().place().block());
    }

    @Test
    void swappedRecordsAreNamed() throws IOException {
        editRecord(CHANGED, true, record -> number(record, CHANGED + 100));
        editRecord(CHANGED + 1, true, record -> number(record, CHANGED));
        editRecord(CHANGED + 100, true, record -> number(record, CHANGED + 1));
        RecordDamageException damaged =
                assertThrows(
                        RecordDamageException.class,
                        () -> ChainReader.open(folder.resolve("chain")));
        assertEquals(CHANGED, damaged.block());
        assertTrue(damaged.why().contains("block " + (CHANGED + 1) + " follows"), damaged::why);
    }

    /** A rotten last record counts as torn: the chain is shorter than the order. */
    @Test
    void aClosedBlockWithoutARecordIsNamed() throws IOException {
        editRecord(BLOCKS, false, record -> record[200] ^= 1);
        ChainReader shorter = ChainReader.open(folder.resolve("chain"));
        assertEquals(BLOCKS - 1, shorter.height());
        OrderTail tail = OrderTail.of(this::reader, shorter);
        assertEquals(new OrderTail(ENTRIES, BLOCKS, null), tail);
        Divergence missing = tail.missing(shorter.height());
        assertNotNull(missing);
        assertEquals("record", missing.field());
        assertEquals(BLOCKS, missing.place().block());
    }

    private void assertEntryDamaged(long position, long block, String why) {
        ReplayResult.Unreadable result = assertInstanceOf(ReplayResult.Unreadable.class, replay());
        Damage.Entry entry = assertInstanceOf(Damage.Entry.class, result.damage());
        assertEquals(position, entry.position());
        assertEquals(block, entry.block());
        assertTrue(entry.why().contains(why), entry::why);
        assertEquals(block - 1, result.counts().blocks());
    }

    private OrderReader reader(long position, Hash previous) {
        return OrderJournal.read(folder.resolve("order"), position, previous);
    }

    private ReplayResult replay() {
        ReplayResult first = replay(1);
        assertEquals(first, replay(3));
        return first;
    }

    private ReplayResult replay(int threads) {
        Replay.Plan plan = ReplayChain.plan(Replay.Senders.TRUSTED, threads);
        return new Replay(chain, this::reader, plan, new RangePlan.Limits(20, 1L << 30))
                .run(1, BLOCKS, done -> {});
    }

    private void editEntry(long position, boolean mends, Consumer<byte[]> change)
            throws IOException {
        SealedBlock block = chain.block((position - 1) / ENTRIES + 1);
        Hash before = chain.block(block.number() - 1).range().orderHash();
        try (OrderReader reader = reader(block.range().first(), before)) {
            while (reader.read() instanceof ReadResult.Entry(OrderEntry entry)) {
                if (entry.position() == position) {
                    byte[] previous = entry.previous().toArray();
                    edit("order", ENTRY_PREVIOUS, previous, mends ? ENTRY_CRC : -1, change);
                    return;
                }
            }
        }
        throw new AssertionError("no entry " + position);
    }

    private void editRecord(long number, boolean mends, Consumer<byte[]> change)
            throws IOException {
        byte[] wanted = new byte[12];
        ByteBuffer.wrap(wanted)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 2)
                .putShort((short) 1)
                .putLong(number);
        edit("chain", 4, wanted, mends ? RECORD_CRC : -1, change);
    }

    private static void number(byte[] record, long number) {
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putLong(8, number);
    }

    /**
     * Changes the document that has these bytes at an offset.
     *
     * @param crcAt where its checksum is, of what is before and what is behind it by four bytes of
     *     flags or none; -1 to leave it wrong
     */
    private void edit(String queue, int offset, byte[] wanted, int crcAt, Consumer<byte[]> change)
            throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve(queue))) {
            files = all.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int found = indexOf(bytes, wanted);
            if (found >= 0) {
                int at = found - offset;
                int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
                byte[] document = Arrays.copyOfRange(bytes, at, at + length);
                change.accept(document);
                if (crcAt >= 0) {
                    CRC32C crc = new CRC32C();
                    crc.update(document, 0, crcAt);
                    crc.update(document, crcAt + 4, length - crcAt - 4);
                    ByteBuffer.wrap(document)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(crcAt, (int) crc.getValue());
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(document), at);
                }
                return;
            }
        }
        throw new AssertionError("no such document in " + queue);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
