package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.BigEndian;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * 0x09: BLAKE2b's compression function F (EIP-152, RFC 7693 §3.2).
 *
 * <pre>
 *   byte   0             4        68        196       204       212    213
 *          | rounds (BE) | h[8]   | m[16]   | t[0]    | t[1]    | final |     64-bit words are LE
 * </pre>
 */
final class Blake2f implements Precompile {
    private static final int INPUT_BYTES = 213;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long[] IV = {
        0x6a09e667f3bcc908L,
        0xbb67ae8584caa73bL,
        0x3c6ef372fe94f82bL,
        0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L,
        0x9b05688c2b3e6c1fL,
        0x1f83d9abfb41bd6bL,
        0x5be0cd19137e2179L
    };

    private static final byte[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    @Override
    public long gas(byte[] input, int offset, int size) {
        return size == INPUT_BYTES ? Integer.toUnsignedLong(BigEndian.getInt(input, offset)) : 0;
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        if (size != INPUT_BYTES || (input[offset + INPUT_BYTES - 1] & ~1) != 0) {
            return null;
        }
        long[] h = read(input, offset + 4, 8);
        long[] m = read(input, offset + 68, 16);
        long[] t = read(input, offset + 196, 2);
        boolean last = input[offset + INPUT_BYTES - 1] == 1;
        compress(Integer.toUnsignedLong(BigEndian.getInt(input, offset)), h, m, t, last);
        byte[] output = new byte[64];
        for (int i = 0; i < 8; i++) {
            LONG.set(output, 8 * i, h[i]);
        }
        return output;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        return size == INPUT_BYTES ? "invalid final flag" : Refusal.LENGTH;
    }

    private static long[] read(byte[] input, int offset, int count) {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = (long) LONG.get(input, offset + 8 * i);
        }
        return words;
    }

    private static void compress(long rounds, long[] h, long[] m, long[] t, boolean last) {
        long[] v = new long[16];
        System.arraycopy(h, 0, v, 0, 8);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= t[0];
        v[13] ^= t[1];
        if (last) {
            v[14] = ~v[14];
        }
        int row = 0;
        for (long round = 0; round < rounds; round++) {
            byte[] s = SIGMA[row];
            row = row == 9 ? 0 : row + 1;
            mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
        }
        for (int i = 0; i < 8; i++) {
            h[i] ^= v[i] ^ v[i + 8];
        }
    }

    private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
        v[a] += v[b] + x;
        v[d] = Long.rotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = Long.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 63);
    }
}
