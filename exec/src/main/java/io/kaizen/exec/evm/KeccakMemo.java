package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.LocationHash;
import io.kaizen.zk.hash.Keccak256;

/**
 * Remembers digests of 64-byte inputs: Solidity finds an entry of a mapping by hashing key and
 * place (layout of state variables, "Mappings and Dynamic Arrays"), and the same accounts come
 * again and again. Direct-mapped, so that an input only ever costs one look; the place of an input
 * is a secret of the process. One thread; {@value #ENTRIES} entries of 96 bytes, made on first use.
 */
final class KeccakMemo {
    static final int INPUT_BYTES = 64;

    private static final byte[] ZEROS = new byte[INPUT_BYTES];
    private static final int ENTRIES = 1 << 13;
    private static final int INPUT_LANES = 8;
    private static final int STRIDE = INPUT_LANES + 4;

    private final Keccak256 keccak;
    private long[] table = new long[0];

    KeccakMemo(Keccak256 keccak) {
        this.keccak = keccak;
    }

    /**
     * Writes the digest of {@code input[offset, offset + 64)} to {@code out[at..at+4)}, most
     * significant limb first.
     */
    void hash(byte[] input, int offset, long[] out, int at) {
        if (table.length == 0) {
            table = new long[ENTRIES * STRIDE];
            // An empty entry looks like 64 zeros: there, and only there, it has to be right.
            remember(entry(ZEROS, 0), ZEROS, 0);
        }
        int entry = entry(input, offset);
        for (int lane = 0; lane < INPUT_LANES; lane++) {
            if (table[entry + lane] != BigEndian.getLong(input, offset + lane * Long.BYTES)) {
                remember(entry, input, offset);
                break;
            }
        }
        System.arraycopy(table, entry + INPUT_LANES, out, at, 4);
    }

    private void remember(int entry, byte[] input, int offset) {
        for (int lane = 0; lane < INPUT_LANES; lane++) {
            table[entry + lane] = BigEndian.getLong(input, offset + lane * Long.BYTES);
        }
        keccak.hash(input, offset, INPUT_BYTES, table, entry + INPUT_LANES);
    }

    private static int entry(byte[] input, int offset) {
        int first =
                LocationHash.of(
                        BigEndian.getLong(input, offset),
                        BigEndian.getLong(input, offset + 8),
                        BigEndian.getLong(input, offset + 16),
                        BigEndian.getLong(input, offset + 24));
        int both =
                LocationHash.of(
                        BigEndian.getLong(input, offset + 32),
                        BigEndian.getLong(input, offset + 40),
                        BigEndian.getLong(input, offset + 48),
                        BigEndian.getLong(input, offset + 56),
                        first);
        return (both & (ENTRIES - 1)) * STRIDE;
    }
}
