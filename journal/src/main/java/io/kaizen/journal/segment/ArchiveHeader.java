package io.kaizen.journal.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What an archive's file begins with, little-endian; {@code journal/docs/retention.md} has the
 * rest.
 *
 * <pre>
 *  0       8         16     24       28           32      40          44               48
 *  | magic | segment | size | frames | dictionary | index | index crc | dictionary crc | crc32c | 0 ...
 *    u64     u64       u64    u32      u32          u64     u32         u32              u32
 * </pre>
 *
 * @param segment its number
 * @param size bytes of the segment
 * @param dictionaryBytes behind this header; 0 where there is none
 * @param indexOffset where the index begins
 */
record ArchiveHeader(
        long segment,
        long size,
        int frames,
        int dictionaryBytes,
        long indexOffset,
        int indexCrc,
        int dictionaryCrc) {
    static final int BYTES = 64;

    /** Of an entry of the index: where a frame's bytes begin in the segment, and in the file. */
    static final int ENTRY_BYTES = 16;

    private static final long MAGIC = 0x3176_6863_7261_7a6bL;
    private static final int CRC = 48;

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putLong(segment).putLong(size);
        bytes.putInt(frames).putInt(dictionaryBytes).putLong(indexOffset);
        bytes.putInt(indexCrc).putInt(dictionaryCrc);
        return bytes.putInt(CRC, crc(bytes.array(), 0, CRC)).rewind();
    }

    /**
     * @throws ArchiveDamageException where the bytes are no header
     */
    static ArchiveHeader read(byte[] head) throws ArchiveDamageException {
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length < BYTES || bytes.getLong(0) != MAGIC) {
            throw new ArchiveDamageException("it does not begin as an archive does");
        }
        if (bytes.getInt(CRC) != crc(head, 0, CRC)) {
            throw new ArchiveDamageException("crc32c mismatch in its header");
        }
        return new ArchiveHeader(
                bytes.getLong(8),
                bytes.getLong(16),
                bytes.getInt(24),
                bytes.getInt(28),
                bytes.getLong(32),
                bytes.getInt(40),
                bytes.getInt(44));
    }

    long indexBytes() {
        return (frames + 1L) * ENTRY_BYTES;
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
