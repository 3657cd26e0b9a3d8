package io.kaizen.exec.ledger;

import io.kaizen.zk.hash.Keccak256;
import java.util.List;

/** The 2048-bit log filter of receipts and headers (yellow paper, §4.3.1). */
public final class Bloom {
    public static final int BYTES = 256;
    public static final Bytes EMPTY = Bytes.wrap(new byte[BYTES]);

    private Bloom() {}

    public static Bytes of(List<Log> logs) {
        if (logs.isEmpty()) {
            return EMPTY;
        }
        byte[] bits = new byte[BYTES];
        for (Log log : logs) {
            add(bits, log.address().toArray());
            for (Hash topic : log.topics()) {
                add(bits, topic.toArray());
            }
        }
        return Bytes.wrap(bits);
    }

    /** The union of the receipts' filters. */
    public static Bytes union(List<Receipt> receipts) {
        byte[] bits = new byte[BYTES];
        for (Receipt receipt : receipts) {
            byte[] other = receipt.bloom().array();
            for (int i = 0; i < BYTES; i++) {
                bits[i] |= other[i];
            }
        }
        return Bytes.wrap(bits);
    }

    /** Whether the filter may hold the value: never false for one that was added. */
    public static boolean mayContain(Bytes bloom, byte[] value) {
        byte[] wanted = new byte[BYTES];
        add(wanted, value);
        for (int i = 0; i < BYTES; i++) {
            if ((bloom.get(i) & wanted[i]) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static void add(byte[] bits, byte[] value) {
        byte[] digest = Keccak256.hash(value);
        for (int pair = 0; pair < 6; pair += 2) {
            int bit = ((digest[pair] & 0x7) << 8) | (digest[pair + 1] & 0xff);
            bits[BYTES - 1 - bit / 8] |= (byte) (1 << (bit % 8));
        }
    }
}
