package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;

/** The parts of a node's RLP, written from front to back into what is hashed. */
final class NodeBytes {
    /** A hash as an item of a list. */
    static final int REFERENCE_BYTES = 1 + Hash.BYTES;

    /** The item of no bytes, and what a string's header is counted from. */
    static final int EMPTY = 0x80;

    static final int LIST = 0xc0;
    static final int HEADER_BYTES_MAX = 5;

    /** A hex-prefix string of 64 nibbles with its header. */
    static final int PREFIX_BYTES_MAX = 2 + Hash.BYTES;

    private NodeBytes() {}

    /** The bytes of the header of so long a string or list. */
    static int headerBytes(int length) {
        return length < 56 ? 1 : 1 + ((39 - Integer.numberOfLeadingZeros(length)) >>> 3);
    }

    /**
     * Writes a header.
     *
     * @param base {@link #EMPTY} for a string, {@link #LIST} for a list
     * @return the offset behind it
     */
    static int header(byte[] target, int offset, int base, int length) {
        int at = offset;
        if (length < 56) {
            target[at++] = (byte) (base + length);
            return at;
        }
        int bytes = headerBytes(length) - 1;
        target[at++] = (byte) (base + 55 + bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            target[at++] = (byte) (length >>> (8 * i));
        }
        return at;
    }

    /** The bytes of a hex-prefix string, with the header where it has more than one. */
    static int prefixBytes(int nibbles) {
        int packed = nibbles / 2 + 1;
        return packed == 1 ? 1 : 1 + packed;
    }

    /**
     * Writes the key's nibbles between two depths, hex-prefixed, as an item.
     *
     * @return the offset behind it
     */
    static int prefix(byte[] target, int offset, Hash key, int from, int to, boolean isLeaf) {
        int nibbles = to - from;
        int packed = nibbles / 2 + 1;
        int at = offset;
        if (packed > 1) {
            target[at++] = (byte) (EMPTY + packed);
        }
        int odd = nibbles & 1;
        int first = (isLeaf ? 2 : 0) + odd;
        target[at++] = (byte) (first << 4 | (odd == 1 ? nibble(key, from) : 0));
        for (int i = from + odd; i < to; i += 2) {
            target[at++] = (byte) (nibble(key, i) << 4 | nibble(key, i + 1));
        }
        return at;
    }

    static int nibble(Hash key, int index) {
        long word =
                switch (index >> 4) {
                    case 0 -> key.h3();
                    case 1 -> key.h2();
                    case 2 -> key.h1();
                    default -> key.h0();
                };
        return (int) (word >>> (60 - 4 * (index & 15))) & 0xf;
    }

    /** How many nibbles two different keys have in common. */
    static int common(Hash a, Hash b) {
        if (a.h3() != b.h3()) {
            return Long.numberOfLeadingZeros(a.h3() ^ b.h3()) >> 2;
        }
        if (a.h2() != b.h2()) {
            return 16 + (Long.numberOfLeadingZeros(a.h2() ^ b.h2()) >> 2);
        }
        if (a.h1() != b.h1()) {
            return 32 + (Long.numberOfLeadingZeros(a.h1() ^ b.h1()) >> 2);
        }
        return 48 + (Long.numberOfLeadingZeros(a.h0() ^ b.h0()) >> 2);
    }
}
