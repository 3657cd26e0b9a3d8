package io.kaizen.exec.ledger;

import io.kaizen.zk.hash.Keccak256;
import java.util.HexFormat;

/** A 32-byte digest, held as four big-endian longs, most significant first. */
public record Hash(long h3, long h2, long h1, long h0) implements Comparable<Hash> {
    public static final int BYTES = 32;
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /** keccak256 of nothing: the code hash of an account without code. */
    public static final Hash EMPTY_CODE = keccak(new byte[0]);

    /** keccak256(rlp("")): the root of an empty trie. */
    public static final Hash EMPTY_TRIE = keccak(new byte[] {(byte) 0x80});

    /** keccak256(rlp([])): the ommers hash of every block since the Merge. */
    public static final Hash EMPTY_LIST = keccak(new byte[] {(byte) 0xc0});

    public static Hash read(byte[] source, int offset) {
        return new Hash(
                BigEndian.getLong(source, offset),
                BigEndian.getLong(source, offset + 8),
                BigEndian.getLong(source, offset + 16),
                BigEndian.getLong(source, offset + 24));
    }

    /**
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("hash of " + bytes.length + " bytes, want 32");
        }
        return read(bytes, 0);
    }

    public static Hash fromHex(String hex) {
        return of(Bytes.fromHex(hex).array());
    }

    public static Hash fromWord(Word word) {
        return new Hash(word.w3(), word.w2(), word.w1(), word.w0());
    }

    public static Hash keccak(byte[] input) {
        return keccak(input, 0, input.length);
    }

    public static Hash keccak(byte[] input, int offset, int length) {
        return read(Keccak256.hash(input, offset, length), 0);
    }

    public static Hash keccak(Bytes input) {
        return keccak(input.array());
    }

    public void write(byte[] target, int offset) {
        BigEndian.putLong(target, offset, h3);
        BigEndian.putLong(target, offset + 8, h2);
        BigEndian.putLong(target, offset + 16, h1);
        BigEndian.putLong(target, offset + 24, h0);
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
        return new Word(h3, h2, h1, h0);
    }

    public boolean isZero() {
        return (h3 | h2 | h1 | h0) == 0;
    }

    public String hex() {
        return "0x" + HexFormat.of().formatHex(toArray());
    }

    @Override
    public int hashCode() {
        return LocationHash.of(h3, h2, h1, h0);
    }

    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(h3, other.h3);
        if (order == 0) {
            order = Long.compareUnsigned(h2, other.h2);
        }
        if (order == 0) {
            order = Long.compareUnsigned(h1, other.h1);
        }
        return order == 0 ? Long.compareUnsigned(h0, other.h0) : order;
    }

    @Override
    public String toString() {
        return hex();
    }
}
