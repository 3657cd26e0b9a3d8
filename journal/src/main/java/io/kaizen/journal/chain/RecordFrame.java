package io.kaizen.journal.chain;

import io.kaizen.exec.rlp.RlpWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a chain record, little-endian.
 *
 * <pre>
 *  0        4         6      8        16       20      24
 *  | length | version | kind | number | crc32c | flags | payload ...
 *    u32      u16       u16    u64      u32      u32
 * </pre>
 *
 * {@code length} counts the whole record. The CRC covers [0, 16) and [20, length). Kind 1 is a
 * sealed block; certificates and postings will take others.
 */
final class RecordFrame {
    static final int PAYLOAD = 24;

    static final int RECORD_BYTES_MAX = 16 << 20;

    private static final int VERSION = 2;
    private static final int KIND_BLOCK = 1;
    private static final int NUMBER = 8;
    private static final int CRC = 16;
    private static final int FLAGS = 20;

    private RecordFrame() {}

    /** Puts the frame's head before the payload that the writer holds. */
    static void wrap(long number, RlpWriter payload) {
        int length = PAYLOAD + payload.mark();
        if (length > RECORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "record of block " + number + " has " + length + " bytes, max 16 MiB");
        }
        byte[] head = new byte[PAYLOAD];
        ByteBuffer view = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(length).putShort((short) VERSION).putShort((short) KIND_BLOCK).putLong(number);
        CRC32C crc = new CRC32C();
        crc.update(head, 0, CRC);
        crc.update(head, FLAGS, PAYLOAD - FLAGS);
        crc.update(payload.array(), payload.start(), payload.mark());
        view.putInt(CRC, (int) crc.getValue());
        payload.raw(head, 0, PAYLOAD);
    }

    /** What keeps the bytes from being a whole block record; null if nothing does. */
    static @Nullable String fault(byte[] frame) {
        if (frame.length < PAYLOAD) {
            return "record of " + frame.length + " bytes";
        }
        ByteBuffer view = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (view.getInt(0) != frame.length) {
            return "length field says " + view.getInt(0) + ", record has " + frame.length;
        }
        if (view.getInt(CRC) != crc(frame)) {
            return "crc32c mismatch";
        }
        if (view.getShort(4) != VERSION || view.getShort(6) != KIND_BLOCK) {
            return "unknown version " + view.getShort(4) + " or kind " + view.getShort(6);
        }
        return view.getInt(FLAGS) == 0 ? null : "unknown flags " + view.getInt(FLAGS);
    }

    /**
     * @throws IllegalStateException for a whole record of another version, which another release of
     *     Kaizen wrote
     */
    static void refuseOtherVersions(byte[] frame) {
        if (frame.length < PAYLOAD) {
            return;
        }
        ByteBuffer view = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int version = view.getShort(4);
        boolean whole = view.getInt(0) == frame.length && view.getInt(CRC) == crc(frame);
        if (whole && version != VERSION) {
            throw new IllegalStateException(
                    ("chain records of version %d, this release reads version %d: remove chain/"
                                    + " and state/ of the data folder, they are made again from"
                                    + " the order queue")
                            .formatted(version, VERSION));
        }
    }

    /** Of a record's head. */
    static boolean isOfThisVersion(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getShort(4) == VERSION;
    }

    static long number(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getLong(NUMBER);
    }

    private static int crc(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, CRC);
        crc.update(frame, FLAGS, frame.length - FLAGS);
        return (int) crc.getValue();
    }
}
