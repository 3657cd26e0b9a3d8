package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.segment.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that says what was durable: two slots, written in turn and forced. Owned by the
 * journal's thread; see {@code journal/docs/format.md}.
 *
 * <pre>
 *  0       8           16        24             32           64
 *  | magic | position | place   | sync count  | entry hash | crc32c over [0, 64) |
 *    u64     u64        u64       u64           32 bytes     u32
 * </pre>
 */
final class DurableMark implements AutoCloseable {
    static final String FILE = "durable.mark";

    private static final long MAGIC = 0x324b52414d5a4b00L;

    /** Of a queue without segments: its places are Chronicle's. */
    private static final long MAGIC_DATED = 0x314b52414d5a4b00L;

    private static final int SLOT_BYTES = 512;
    private static final int POSITION = 8;
    private static final int PLACE = 16;
    private static final int COUNT = 24;
    private static final int HASH = 32;
    private static final int CRC = 64;
    private static final int USED = 68;

    /**
     * What was on disk when the slot was written.
     *
     * @param place of the entry at the position; {@link Place#START} where it is not known
     */
    record Mark(long position, long place, long syncCount, Hash hash) {}

    private final Path file;
    private final FileChannel channel;
    private final Disk disk;
    private final byte[] slot = new byte[USED];
    private final ByteBuffer slotBuffer = ByteBuffer.wrap(slot);
    private final CRC32C crc = new CRC32C();
    private long syncCount;

    private DurableMark(Path file, FileChannel channel, Disk disk, long syncCount) {
        this.file = file;
        this.channel = channel;
        this.disk = disk;
        this.syncCount = syncCount;
    }

    static DurableMark open(Path folder, @Nullable Mark last, Disk disk) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        disk.forceFolder(folder);
        return new DurableMark(file, channel, disk, last == null ? 0 : last.syncCount());
    }

    /** The newer of the whole slots; null where nothing was ever synced. */
    static @Nullable Mark read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        byte[] both = Files.readAllBytes(file);
        Mark first = parse(both, 0);
        Mark second = parse(both, SLOT_BYTES);
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first.syncCount() > second.syncCount() ? first : second;
    }

    /** Records what is on disk; returns once the record is, too. {@code hash} has 32 bytes. */
    void write(long position, long place, byte[] hash) throws IOException {
        syncCount++;
        EntryLayout.putI64(slot, 0, MAGIC);
        EntryLayout.putI64(slot, POSITION, position);
        EntryLayout.putI64(slot, PLACE, place);
        EntryLayout.putI64(slot, COUNT, syncCount);
        System.arraycopy(hash, 0, slot, HASH, Hash.BYTES);
        crc.reset();
        crc.update(slot, 0, CRC);
        EntryLayout.putI32(slot, CRC, (int) crc.getValue());
        long at = (syncCount & 1) * SLOT_BYTES;
        slotBuffer.clear();
        while (slotBuffer.hasRemaining()) {
            at += channel.write(slotBuffer, at);
        }
        disk.force(channel, file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable Mark parse(byte[] both, int at) {
        if (both.length < at + USED) {
            return null;
        }
        long magic = EntryLayout.i64(both, at);
        if (magic != MAGIC && magic != MAGIC_DATED) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(both, at, CRC);
        if ((int) crc.getValue() != EntryLayout.i32(both, at + CRC)) {
            return null;
        }
        return new Mark(
                EntryLayout.i64(both, at + POSITION),
                magic == MAGIC ? EntryLayout.i64(both, at + PLACE) : Place.START,
                EntryLayout.i64(both, at + COUNT),
                Hash.read(both, at + HASH));
    }
}
