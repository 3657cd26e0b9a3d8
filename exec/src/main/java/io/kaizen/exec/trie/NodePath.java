package io.kaizen.exec.trie;

/**
 * The nibbles from a trie's root to a node: up to 64, packed two to a byte, high nibble first, and
 * zero beyond {@code length}.
 *
 * <p>The packed form, which stores use as a key, is the length and then as many bytes as it needs:
 *
 * <pre>
 *   byte   0        1                1 + (length + 1) / 2
 *          | length | packed nibbles |
 * </pre>
 */
public record NodePath(int length, long p0, long p1, long p2, long p3) {
    public static final NodePath ROOT = new NodePath(0, 0, 0, 0, 0);
    public static final int NIBBLES_MAX = 64;
    public static final int PACKED_BYTES_MAX = 33;

    /** The first {@code length} of the nibbles, one a byte. */
    static NodePath of(byte[] nibbles, int length) {
        if (length > NIBBLES_MAX) {
            throw new IllegalArgumentException("path of " + length + " nibbles, max 64");
        }
        return new NodePath(
                length,
                packed(nibbles, 0, length),
                packed(nibbles, 16, length),
                packed(nibbles, 32, length),
                packed(nibbles, 48, length));
    }

    private static long packed(byte[] nibbles, int from, int length) {
        long word = 0;
        for (int i = from; i < Math.min(length, from + 16); i++) {
            word |= (long) nibbles[i] << (60 - 4 * (i & 15));
        }
        return word;
    }

    /** The path of a branch's child. */
    public NodePath child(int nibble) {
        if (length >= NIBBLES_MAX) {
            throw new IllegalArgumentException("path longer than 64 nibbles");
        }
        long bits = (long) nibble << (60 - 4 * (length & 15));
        int word = length >> 4;
        return new NodePath(
                length + 1,
                word == 0 ? p0 | bits : p0,
                word == 1 ? p1 | bits : p1,
                word == 2 ? p2 | bits : p2,
                word == 3 ? p3 | bits : p3);
    }

    NodePath append(byte[] nibbles) {
        NodePath path = this;
        for (byte nibble : nibbles) {
            path = path.child(nibble);
        }
        return path;
    }

    public int packedBytes() {
        return 1 + (length + 1) / 2;
    }

    /** Writes the packed form, {@link #packedBytes} long, and returns the offset behind it. */
    public int write(byte[] target, int offset) {
        target[offset] = (byte) length;
        int bytes = (length + 1) / 2;
        for (int i = 0; i < bytes; i++) {
            target[offset + 1 + i] = (byte) (word(i >> 3) >>> (56 - 8 * (i & 7)));
        }
        return offset + 1 + bytes;
    }

    private long word(int index) {
        return switch (index) {
            case 0 -> p0;
            case 1 -> p1;
            case 2 -> p2;
            default -> p3;
        };
    }

    /** Reads the packed form. */
    public static NodePath read(byte[] source, int offset) {
        int length = source[offset];
        if (length < 0 || length > NIBBLES_MAX) {
            throw new IllegalArgumentException("path of " + length + " nibbles, max 64");
        }
        long[] words = new long[4];
        for (int i = 0; i < (length + 1) / 2; i++) {
            words[i >> 3] |= (source[offset + 1 + i] & 0xffL) << (56 - 8 * (i & 7));
        }
        return new NodePath(length, words[0], words[1], words[2], words[3]);
    }
}
