package io.kaizen.ingress.json;

/** Hex digits by table, read from and written to characters in place. */
public final class HexDigits {
    private static final char[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** By character: the digit's value, or -1 where it is none. */
    private static final byte[] VALUES = values();

    private HexDigits() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        for (int c = 0; c < values.length; c++) {
            values[c] = (byte) Character.digit(c, 16);
        }
        return values;
    }

    /** Writes all 16 digits of the value in lower case, most significant first. */
    static void write(long value, char[] target, int offset) {
        for (int i = 0, shift = 60; i < 16; i++, shift -= 4) {
            target[offset + i] = DIGITS[(int) (value >>> shift) & 0xf];
        }
    }

    /** Writes two lower-case digits a byte. */
    static void write(byte[] source, char[] target, int offset) {
        int at = offset;
        for (byte value : source) {
            target[at++] = DIGITS[value >>> 4 & 0xf];
            target[at++] = DIGITS[value & 0xf];
        }
    }

    /**
     * Writes the unsigned value in lower case without leading zeros.
     *
     * @return how many digits it took, at least one
     */
    static int writeShortest(long value, char[] target, int offset) {
        int count = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
        for (int i = 0, shift = 4 * (count - 1); i < count; i++, shift -= 4) {
            target[offset + i] = DIGITS[(int) (value >>> shift) & 0xf];
        }
        return count;
    }

    /**
     * Reads two digits a byte.
     *
     * @return whether all of them are hex digits; where not, the target holds part of them
     */
    public static boolean read(char[] digits, int offset, byte[] target) {
        for (int i = 0, at = offset; i < target.length; i++, at += 2) {
            int value = value(digits[at]) << 4 | value(digits[at + 1]);
            if (value < 0) {
                return false;
            }
            target[i] = (byte) value;
        }
        return true;
    }

    private static int value(char digit) {
        return digit < 128 ? VALUES[digit] : -1;
    }
}
