package io.kaizen.exec.ledger;

import io.kaizen.zk.hash.Keccak256;
import java.util.List;

/**
 * Makes log filters as {@link Bloom} does, and remembers where the bits of an address or topic lie:
 * a token's address, its events and its holders come again and again, and each costs a hash.
 * Direct-mapped; the place of a value is a secret of the process. One thread; {@value #ENTRIES}
 * entries of 40 bytes.
 */
public final class BloomMemo {
    private static final int ENTRIES = 1 << 13;
    private static final int STRIDE = 5;

    /** Beside the three positions of 11 bits each: there is something in the entry. */
    private static final long FULL = 1L << 63;

    private final long[] table = new long[ENTRIES * STRIDE];
    private final Keccak256 keccak = new Keccak256();
    private final byte[] value = new byte[Hash.BYTES];
    private final long[] digest = new long[4];

    /** The filter over the logs. */
    public Bytes of(List<Log> logs) {
        if (logs.isEmpty()) {
            return Bloom.EMPTY;
        }
        byte[] bits = new byte[Bloom.BYTES];
        for (int i = 0; i < logs.size(); i++) {
            Log log = logs.get(i);
            Address address = log.address();
            add(bits, 0, address.high(), address.middle(), address.low(), Address.BYTES);
            List<Hash> topics = log.topics();
            for (int t = 0; t < topics.size(); t++) {
                Hash topic = topics.get(t);
                add(bits, topic.h3(), topic.h2(), topic.h1(), topic.h0(), Hash.BYTES);
            }
        }
        return Bytes.wrap(bits);
    }

    private void add(byte[] bits, long a, long b, long c, long d, int size) {
        int entry = (LocationHash.of(a, b, c, d, size) & (ENTRIES - 1)) * STRIDE;
        long positions = table[entry + 4];
        if (positions >= 0
                || size != (positions >>> 40 & 0xff)
                || table[entry] != a
                || table[entry + 1] != b
                || table[entry + 2] != c
                || table[entry + 3] != d) {
            positions = FULL | (long) size << 40 | positions(a, b, c, d, size);
            table[entry] = a;
            table[entry + 1] = b;
            table[entry + 2] = c;
            table[entry + 3] = d;
            table[entry + 4] = positions;
        }
        set(bits, positions);
        set(bits, positions >>> 11);
        set(bits, positions >>> 22);
    }

    private static void set(byte[] bits, long position) {
        int bit = (int) position & 0x7ff;
        bits[Bloom.BYTES - 1 - (bit >>> 3)] |= (byte) (1 << (bit & 7));
    }

    /** The three lowest 11-bit numbers of the first three pairs of the digest's bytes. */
    private long positions(long a, long b, long c, long d, int size) {
        if (size == Address.BYTES) {
            BigEndian.putLong(value, 0, b);
            BigEndian.putLong(value, 8, c);
            BigEndian.putInt(value, 16, (int) d);
        } else {
            BigEndian.putLong(value, 0, a);
            BigEndian.putLong(value, 8, b);
            BigEndian.putLong(value, 16, c);
            BigEndian.putLong(value, 24, d);
        }
        keccak.hash(value, 0, size, digest, 0);
        long first = digest[0];
        return (first >>> 48 & 0x7ff) | (first >>> 32 & 0x7ff) << 11 | (first >>> 16 & 0x7ff) << 22;
    }
}
