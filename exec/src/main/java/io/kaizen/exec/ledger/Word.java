package io.kaizen.exec.ledger;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * An unsigned 256-bit integer outside the interpreter: balances, slot keys and values, fees. Limb
 * {@code w3} is the most significant. The interpreter's own words are limbs on a flat stack and
 * never become this type on the hot path.
 */
public record Word(long w3, long w2, long w1, long w0) implements Comparable<Word> {
    public static final int BYTES = 32;
    public static final Word ZERO = new Word(0, 0, 0, 0);
    public static final Word ONE = new Word(0, 0, 0, 1);
    public static final Word MAX = new Word(-1, -1, -1, -1);

    /** From an unsigned 64-bit value. */
    public static Word of(long value) {
        return value == 0 ? ZERO : new Word(0, 0, 0, value);
    }

    /** Reads 32 big-endian bytes. */
    public static Word read(byte[] source, int offset) {
        return new Word(
                BigEndian.getLong(source, offset),
                BigEndian.getLong(source, offset + 8),
                BigEndian.getLong(source, offset + 16),
                BigEndian.getLong(source, offset + 24));
    }

    /**
     * From up to 32 big-endian bytes.
     *
     * @throws IllegalArgumentException for more than 32 bytes
     */
    public static Word ofBytes(byte[] bytes) {
        if (bytes.length > BYTES) {
            throw new IllegalArgumentException("integer of " + bytes.length + " bytes, max 32");
        }
        if (bytes.length == BYTES) {
            return read(bytes, 0);
        }
        byte[] padded = new byte[BYTES];
        System.arraycopy(bytes, 0, padded, BYTES - bytes.length, bytes.length);
        return read(padded, 0);
    }

    /** From hex of any length up to 64 digits, with or without {@code 0x}; odd lengths too. */
    public static Word fromHex(String hex) {
        String digits = hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex;
        if (digits.isEmpty()) {
            return ZERO;
        }
        return ofBytes(Bytes.fromHex(digits.length() % 2 == 0 ? digits : "0" + digits).array());
    }

    /**
     * @throws IllegalArgumentException if negative or over 256 bits
     */
    public static Word of(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("not an unsigned 256-bit integer: " + value);
        }
        byte[] bytes = value.toByteArray();
        return ofBytes(bytes.length == 33 ? Arrays.copyOfRange(bytes, 1, 33) : bytes);
    }

    public static Word fromDecimal(String text) {
        return of(new BigInteger(text));
    }

    public void write(byte[] target, int offset) {
        BigEndian.putLong(target, offset, w3);
        BigEndian.putLong(target, offset + 8, w2);
        BigEndian.putLong(target, offset + 16, w1);
        BigEndian.putLong(target, offset + 24, w0);
    }

    public byte[] toArray() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }

    /** Big-endian without leading zeros; empty for zero. As RLP writes integers. */
    public byte[] toMinimalArray() {
        byte[] bytes = toArray();
        int start = 0;
        while (start < BYTES && bytes[start] == 0) {
            start++;
        }
        return Arrays.copyOfRange(bytes, start, BYTES);
    }

    public Bytes bytes() {
        return Bytes.wrap(toArray());
    }

    public BigInteger toBigInteger() {
        return new BigInteger(1, toArray());
    }

    public boolean isZero() {
        return (w3 | w2 | w1 | w0) == 0;
    }

    /** Whether the value fits an unsigned 64-bit integer. */
    public boolean fitsLong() {
        return (w3 | w2 | w1) == 0;
    }

    /** Whether the value fits a non-negative {@code long}. */
    public boolean fitsPositiveLong() {
        return (w3 | w2 | w1) == 0 && w0 >= 0;
    }

    public int bitLength() {
        if (w3 != 0) {
            return 256 - Long.numberOfLeadingZeros(w3);
        }
        if (w2 != 0) {
            return 192 - Long.numberOfLeadingZeros(w2);
        }
        if (w1 != 0) {
            return 128 - Long.numberOfLeadingZeros(w1);
        }
        return 64 - Long.numberOfLeadingZeros(w0);
    }

    /** Sum modulo 2^256. */
    public Word plus(Word other) {
        long r0 = w0 + other.w0;
        long c0 = carry(w0, r0);
        long s1 = w1 + other.w1;
        long r1 = s1 + c0;
        long c1 = carry(w1, s1) | carry(s1, r1);
        long s2 = w2 + other.w2;
        long r2 = s2 + c1;
        long c2 = carry(w2, s2) | carry(s2, r2);
        return new Word(w3 + other.w3 + c2, r2, r1, r0);
    }

    /** Difference modulo 2^256. */
    public Word minus(Word other) {
        return plus(new Word(~other.w3, ~other.w2, ~other.w1, ~other.w0)).plus(ONE);
    }

    /** Whether {@code this + other} does not fit 256 bits. */
    public boolean plusOverflows(Word other) {
        return plus(other).compareTo(this) < 0;
    }

    /** Product with an unsigned 64-bit factor, modulo 2^256. */
    public Word times(long factor) {
        long p0 = w0 * factor;
        long h0 = Math.unsignedMultiplyHigh(w0, factor);
        long p1 = w1 * factor;
        long h1 = Math.unsignedMultiplyHigh(w1, factor);
        long p2 = w2 * factor;
        long h2 = Math.unsignedMultiplyHigh(w2, factor);
        return new Word(w3 * factor, p2, p1, p0).plus(new Word(h2, h1, h0, 0));
    }

    /** Whether {@code this * factor} (unsigned) does not fit 256 bits. */
    public boolean timesOverflows(long factor) {
        if (bitLength() + (64 - Long.numberOfLeadingZeros(factor)) <= 256) {
            return false;
        }
        return toBigInteger().multiply(of(factor).toBigInteger()).bitLength() > 256;
    }

    public Word min(Word other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** {@code 0x}-prefixed quantity without leading zeros, as JSON-RPC writes integers. */
    public String quantity() {
        return "0x" + toBigInteger().toString(16);
    }

    /** {@code 0x} and 64 digits. */
    public String hex() {
        return bytes().hex();
    }

    private static long carry(long before, long after) {
        return Long.compareUnsigned(after, before) < 0 ? 1 : 0;
    }

    @Override
    public int hashCode() {
        return LocationHash.of(w3, w2, w1, w0);
    }

    @Override
    public int compareTo(Word other) {
        int order = Long.compareUnsigned(w3, other.w3);
        if (order == 0) {
            order = Long.compareUnsigned(w2, other.w2);
        }
        if (order == 0) {
            order = Long.compareUnsigned(w1, other.w1);
        }
        return order == 0 ? Long.compareUnsigned(w0, other.w0) : order;
    }

    /** Decimal. */
    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
