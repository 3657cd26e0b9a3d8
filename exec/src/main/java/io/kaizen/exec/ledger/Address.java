package io.kaizen.exec.ledger;

import io.kaizen.zk.hash.Keccak256;
import java.util.HexFormat;

/**
 * A 20-byte account address, held as two big-endian longs and an int.
 *
 * <pre>
 *   byte   0        8        16    20
 *          | high   | middle | low |
 * </pre>
 */
public record Address(long high, long middle, int low) implements Comparable<Address> {
    public static final int BYTES = 20;
    public static final Address ZERO = new Address(0, 0, 0);

    /** Reads 20 bytes at {@code offset}. */
    public static Address read(byte[] source, int offset) {
        return new Address(
                BigEndian.getLong(source, offset),
                BigEndian.getLong(source, offset + 8),
                BigEndian.getInt(source, offset + 16));
    }

    /**
     * @throws IllegalArgumentException unless there are exactly 20 bytes
     */
    public static Address of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("address of " + bytes.length + " bytes, want 20");
        }
        return read(bytes, 0);
    }

    /**
     * Parses 40 hex digits with or without {@code 0x}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Address fromHex(String hex) {
        return of(Bytes.fromHex(hex).array());
    }

    /** The low 20 bytes of a word, as the EVM reads an address from the stack. */
    public static Address fromWord(Word word) {
        return fromLimbs(word.w2(), word.w1(), word.w0());
    }

    /** From the three low 64-bit limbs of a stack word, most significant first. */
    public static Address fromLimbs(long w2, long w1, long w0) {
        return new Address((w2 << 32) | (w1 >>> 32), (w1 << 32) | (w0 >>> 32), (int) w0);
    }

    /** A small number as an address: precompiles and predeploys. */
    public static Address ofLong(long value) {
        return fromLimbs(0, 0, value);
    }

    /**
     * The address of a contract created by {@code sender} with {@code nonce} (yellow paper, §7).
     */
    public static Address ofCreate(Address sender, long nonce) {
        byte[] rlp = new byte[1 + 1 + BYTES + 9];
        int nonceBytes = nonce == 0 ? 0 : (71 - Long.numberOfLeadingZeros(nonce)) / 8;
        boolean single = nonce > 0 && nonce < 0x80;
        int payload = 1 + BYTES + (single ? 1 : 1 + nonceBytes);
        int at = 0;
        rlp[at++] = (byte) (0xc0 + payload);
        rlp[at++] = (byte) (0x80 + BYTES);
        sender.write(rlp, at);
        at += BYTES;
        if (single) {
            rlp[at++] = (byte) nonce;
        } else {
            rlp[at++] = (byte) (0x80 + nonceBytes);
            for (int shift = (nonceBytes - 1) * 8; shift >= 0; shift -= 8) {
                rlp[at++] = (byte) (nonce >>> shift);
            }
        }
        return ofHash(Keccak256.hash(rlp, 0, at));
    }

    /** The address of a contract made by CREATE2 (EIP-1014). */
    public static Address ofCreate2(Address sender, Word salt, Hash initCodeHash) {
        byte[] preimage = new byte[1 + BYTES + 32 + 32];
        preimage[0] = (byte) 0xff;
        sender.write(preimage, 1);
        salt.write(preimage, 21);
        initCodeHash.write(preimage, 53);
        return ofHash(Keccak256.hash(preimage));
    }

    /** The last 20 bytes of a 32-byte digest. */
    public static Address ofHash(byte[] digest) {
        return ofHash(digest, 0);
    }

    /** The last 20 bytes of the 32-byte digest at the offset. */
    public static Address ofHash(byte[] digests, int offset) {
        return read(digests, offset + Hash.BYTES - BYTES);
    }

    public void write(byte[] target, int offset) {
        BigEndian.putLong(target, offset, high);
        BigEndian.putLong(target, offset + 8, middle);
        BigEndian.putInt(target, offset + 16, low);
    }

    public byte[] toArray() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }

    public Bytes bytes() {
        return Bytes.wrap(toArray());
    }

    public Word toWord() {
        return new Word(
                0,
                high >>> 32,
                (high << 32) | (middle >>> 32),
                (middle << 32) | (low & 0xffffffffL));
    }

    public Hash keccak() {
        return Hash.keccak(toArray());
    }

    /** {@code 0x}-prefixed lower-case hex. */
    public String hex() {
        return "0x" + HexFormat.of().formatHex(toArray());
    }

    /** Mixed-case checksum form (EIP-55). */
    public String checksummed() {
        String lower = hex().substring(2);
        byte[] digest = Keccak256.hash(lower.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            int nibble = (digest[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            char c = lower.charAt(i);
            text.append(nibble >= 8 ? Character.toUpperCase(c) : c);
        }
        return text.toString();
    }

    @Override
    public int hashCode() {
        return LocationHash.of(high, middle, low);
    }

    @Override
    public int compareTo(Address other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) {
            order = Long.compareUnsigned(middle, other.middle);
        }
        return order == 0 ? Integer.compareUnsigned(low, other.low) : order;
    }

    @Override
    public String toString() {
        return hex();
    }
}
