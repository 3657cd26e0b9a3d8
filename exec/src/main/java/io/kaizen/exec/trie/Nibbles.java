package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpException;
import java.util.Arrays;

/** Keys as nibbles, one a byte, and their hex-prefix encoding (yellow paper, appendix C). */
final class Nibbles {
    private static final int ODD = 1;
    private static final int LEAF = 2;

    private Nibbles() {}

    static byte[] of(byte[] key) {
        byte[] nibbles = new byte[key.length * 2];
        for (int i = 0; i < key.length; i++) {
            nibbles[2 * i] = (byte) ((key[i] >> 4) & 0xf);
            nibbles[2 * i + 1] = (byte) (key[i] & 0xf);
        }
        return nibbles;
    }

    static byte[] of(Hash key) {
        byte[] nibbles = new byte[2 * Hash.BYTES];
        spread(key.h3(), nibbles, 0);
        spread(key.h2(), nibbles, 16);
        spread(key.h1(), nibbles, 32);
        spread(key.h0(), nibbles, 48);
        return nibbles;
    }

    private static void spread(long word, byte[] nibbles, int offset) {
        for (int i = 0; i < 16; i++) {
            nibbles[offset + i] = (byte) (word >>> (60 - 4 * i) & 0xf);
        }
    }

    static byte[] from(byte[] nibbles, int start) {
        return Arrays.copyOfRange(nibbles, start, nibbles.length);
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    static byte[] prepend(int nibble, byte[] rest) {
        byte[] joined = new byte[rest.length + 1];
        joined[0] = (byte) nibble;
        System.arraycopy(rest, 0, joined, 1, rest.length);
        return joined;
    }

    /** How many nibbles {@code part} and {@code key} from {@code start} have in common. */
    static int common(byte[] part, byte[] key, int start) {
        int mismatch = Arrays.mismatch(part, 0, part.length, key, start, key.length);
        return mismatch < 0 ? part.length : mismatch;
    }

    static byte[] leafPrefix(byte[] nibbles) {
        return prefix(nibbles, LEAF);
    }

    static byte[] extensionPrefix(byte[] nibbles) {
        return prefix(nibbles, 0);
    }

    static boolean isLeaf(byte[] prefix) {
        return prefix.length > 0 && ((prefix[0] >> 4) & LEAF) != 0;
    }

    /** The nibbles of a hex-prefix encoding, which must be canonical. */
    static byte[] parse(byte[] prefix) {
        if (prefix.length == 0 || (prefix[0] & 0xc0) != 0) {
            throw new RlpException("trie: not a hex-prefix path");
        }
        byte[] all = of(prefix);
        boolean odd = (all[0] & ODD) != 0;
        if (!odd && all[1] != 0) {
            throw new RlpException("trie: non-zero padding in an even path");
        }
        return from(all, odd ? 1 : 2);
    }

    private static byte[] prefix(byte[] nibbles, int flag) {
        int odd = nibbles.length & 1;
        byte[] packed = new byte[nibbles.length / 2 + 1];
        packed[0] = (byte) ((flag | odd) << 4);
        if (odd == 1) {
            packed[0] |= nibbles[0];
        }
        for (int i = odd; i < nibbles.length; i += 2) {
            packed[(i + 2 - odd) / 2] = (byte) (nibbles[i] << 4 | nibbles[i + 1]);
        }
        return packed;
    }
}
