package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a run's file begins with; {@code journal/docs/index.md} has its layout.
 *
 * @param level how often its entries were merged
 */
record RunHeader(RunKind kind, int level, long entries, BlockRange blocks) {
    static final int BYTES = 128;

    /** "kzindex1". */
    private static final long MAGIC = 0x3178_6564_6e69_7a6bL;

    private static final int KIND = 12;
    private static final int CRC = 72;

    /** Null where the file does not begin with a whole header of the kind. */
    static @Nullable RunHeader read(FileChannel channel, RunKind kind) throws IOException {
        byte[] head = new byte[BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                return null;
            }
        }
        if (bytes.getLong(0) != MAGIC
                || bytes.getInt(CRC) != crc(head)
                || bytes.getInt(KIND) != kind.number()) {
            return null;
        }
        Hash lastHash = Hash.read(head, 40);
        BlockRange blocks = new BlockRange(bytes.getLong(24), bytes.getLong(32), lastHash);
        return new RunHeader(kind, bytes.getInt(8), bytes.getLong(16), blocks);
    }

    ByteBuffer bytes() {
        byte[] head = new byte[BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(8, level).putInt(KIND, kind.number()).putLong(16, entries);
        bytes.putLong(24, blocks.first()).putLong(32, blocks.last());
        blocks.lastHash().write(head, 40);
        return bytes.putInt(CRC, crc(head));
    }

    private static int crc(byte[] head) {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, CRC);
        return (int) crc.getValue();
    }
}
