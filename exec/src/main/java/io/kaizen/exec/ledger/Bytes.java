package io.kaizen.exec.ledger;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of bytes: calldata, code, log data, return data. Equality is by content.
 *
 * <p>{@link #wrap} takes the array without a copy: its caller gives up the right to write to it.
 */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Wraps without copying; the array must not be written to again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes copyOf(byte[] source, int offset, int length) {
        return wrap(Arrays.copyOfRange(source, offset, offset + length));
    }

    /**
     * Parses {@code 0x}-prefixed or bare hex with an even number of digits.
     *
     * @throws IllegalArgumentException for an odd length or a character that is no hex digit
     */
    public static Bytes fromHex(String hex) {
        int start = hex.startsWith("0x") || hex.startsWith("0X") ? 2 : 0;
        return wrap(HEX.parseHex(hex, start, hex.length()));
    }

    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public byte get(int index) {
        return array[index];
    }

    /** The backing array, to be read only. */
    public byte[] array() {
        return array;
    }

    public byte[] toArray() {
        return array.clone();
    }

    /** Copies all of it to the target from the offset on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** {@code 0x}-prefixed lower-case hex. */
    public String hex() {
        return "0x" + HEX.formatHex(array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return hex();
    }
}
