package io.kaizen.journal.order;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Offsets of an order entry; {@code journal/docs/format.md} is the specification.
 *
 * <pre>
 *  0        4         6      8          16          24              56       60      64
 *  | length | version | kind | position | intake ns | previous hash | crc32c | flags | payload
 *    u32      u16       u16    u64        u64         32 bytes        u32      u32
 *
 *  OPEN         64       72             80         112         120             140
 *               | number | timestamp ms | base fee | gas limit | fee recipient | prevRandao ...
 *                 u64      u64            32 (BE)    u64         20              32
 *               172                180
 *               | L1 origin number | L1 origin hash |
 *                 u64                32
 *  CLOSE        | number u64 |
 *  TRANSACTION  | sender 20 | hash 32 | canonical bytes |
 * </pre>
 */
final class EntryLayout {
    static final int VERSION = 1;
    static final int ENTRY_BYTES_MAX = 4 << 20;

    static final int LENGTH = 0;
    static final int VERSION_AT = 4;
    static final int KIND = 6;
    static final int POSITION = 8;
    static final int INTAKE_TIME = 16;
    static final int PREVIOUS_HASH = 24;
    static final int CRC = 56;
    static final int FLAGS = 60;
    static final int PAYLOAD = 64;

    static final int OPEN_NUMBER = 64;
    static final int OPEN_TIMESTAMP = 72;
    static final int OPEN_BASE_FEE = 80;
    static final int OPEN_GAS_LIMIT = 112;
    static final int OPEN_FEE_RECIPIENT = 120;
    static final int OPEN_PREV_RANDAO = 140;
    static final int OPEN_L1_NUMBER = 172;
    static final int OPEN_L1_HASH = 180;
    static final int OPEN_END = 212;

    static final int CLOSE_NUMBER = 64;
    static final int CLOSE_END = 72;

    static final int TRANSACTION_SENDER = 64;
    static final int TRANSACTION_HASH = 84;
    static final int TRANSACTION_RAW = 116;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EntryLayout() {}

    static int u16(byte[] source, int offset) {
        return (short) SHORTS.get(source, offset) & 0xffff;
    }

    static int i32(byte[] source, int offset) {
        return (int) INTS.get(source, offset);
    }

    static long i64(byte[] source, int offset) {
        return (long) LONGS.get(source, offset);
    }

    static void putU16(byte[] target, int offset, int value) {
        SHORTS.set(target, offset, (short) value);
    }

    static void putI32(byte[] target, int offset, int value) {
        INTS.set(target, offset, value);
    }

    static void putI64(byte[] target, int offset, long value) {
        LONGS.set(target, offset, value);
    }
}
