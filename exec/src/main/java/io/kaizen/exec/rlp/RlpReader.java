package io.kaizen.exec.rlp;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one run of RLP items (yellow paper, appendix B) that accepts canonical encodings
 * only: minimal lengths, single bytes below 0x80 as themselves, integers without leading zeros.
 * Every violation throws {@link RlpException}. Nothing is copied until a value is asked for.
 */
public final class RlpReader {
    private final byte[] source;
    private final int end;
    private int at;

    private RlpReader(byte[] source, int start, int end) {
        this.source = source;
        this.at = start;
        this.end = end;
    }

    public static RlpReader of(byte[] source) {
        return new RlpReader(source, 0, source.length);
    }

    public static RlpReader of(byte[] source, int offset, int length) {
        return new RlpReader(source, offset, offset + length);
    }

    /** Another cursor at the same place. */
    public RlpReader copy() {
        return new RlpReader(source, at, end);
    }

    /** Whether another item follows. */
    public boolean hasNext() {
        return at < end;
    }

    /** Whether the next item is a list. */
    public boolean nextIsList() {
        return (peek() & 0xff) >= 0xc0;
    }

    /** Enters the next item, a list, and moves this cursor behind it. */
    public RlpReader list() {
        int prefix = peek() & 0xff;
        if (prefix < 0xc0) {
            throw new RlpException("rlp: expected list, got string at byte " + at);
        }
        int start = at;
        int length = prefix <= 0xf7 ? shortLength(prefix - 0xc0) : longLength(prefix - 0xf7);
        int payload = at;
        at = payload + length;
        if (at < start) {
            throw new RlpException("rlp: length overflow at byte " + start);
        }
        return new RlpReader(source, payload, at);
    }

    /** The next item, a string, as a copy. */
    public Bytes bytes() {
        int length = stringHeader();
        Bytes value = Bytes.copyOf(source, at, length);
        at += length;
        return value;
    }

    /** The next string, which must have exactly this many bytes. */
    public byte[] fixed(int length) {
        int start = at;
        int actual = stringHeader();
        if (actual != length) {
            throw new RlpException(
                    "rlp: expected " + length + " bytes, got " + actual + " at byte " + start);
        }
        byte[] value = Arrays.copyOfRange(source, at, at + length);
        at += length;
        return value;
    }

    /** Moves behind the next item, a string, if it is this one. */
    public boolean takeIf(byte[] wanted) {
        int start = at;
        int length = stringHeader();
        if (Arrays.equals(source, at, at + length, wanted, 0, wanted.length)) {
            at += length;
            return true;
        }
        at = start;
        return false;
    }

    public Hash hash() {
        return Hash.of(fixed(Hash.BYTES));
    }

    public Address address() {
        return Address.of(fixed(Address.BYTES));
    }

    /** An address, or null for the empty string: a creation's recipient. */
    public @Nullable Address addressOrNull() {
        if ((peek() & 0xff) == 0x80) {
            at++;
            return null;
        }
        return address();
    }

    /** An integer of at most 256 bits without leading zeros. */
    public Word word() {
        int start = at;
        int length = integerHeader(Word.BYTES, start);
        Word value = Word.ofBytes(Arrays.copyOfRange(source, at, at + length));
        at += length;
        return value;
    }

    /** An unsigned integer of at most 64 bits without leading zeros. */
    public long uint64() {
        int start = at;
        int length = integerHeader(Long.BYTES, start);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (source[at++] & 0xff);
        }
        return value;
    }

    /** The whole next item, header included, as a copy. */
    public Bytes item() {
        int start = at;
        skip();
        return Bytes.copyOf(source, start, at - start);
    }

    /** Moves behind the next item. */
    public void skip() {
        if (nextIsList()) {
            list();
        } else {
            int length = stringHeader();
            at += length;
        }
    }

    /** Throws unless everything was read. */
    public void expectEnd() {
        if (at != end) {
            throw new RlpException("rlp: " + (end - at) + " trailing bytes at byte " + at);
        }
    }

    /** Bytes left. */
    public int remaining() {
        return end - at;
    }

    private int integerHeader(int bytesMax, int start) {
        int length = stringHeader();
        if (length > bytesMax) {
            throw new RlpException(
                    "rlp: integer of " + length + " bytes, max " + bytesMax + " at byte " + start);
        }
        if (length > 0 && source[at] == 0) {
            throw new RlpException("rlp: non-canonical integer (leading zero) at byte " + start);
        }
        return length;
    }

    private int stringHeader() {
        int prefix = peek() & 0xff;
        if (prefix >= 0xc0) {
            throw new RlpException("rlp: expected string, got list at byte " + at);
        }
        if (prefix < 0x80) {
            return 1;
        }
        if (prefix > 0xb7) {
            return longLength(prefix - 0xb7);
        }
        int start = at;
        int length = shortLength(prefix - 0x80);
        if (length == 1 && (source[at] & 0xff) < 0x80) {
            throw new RlpException("rlp: non-canonical single byte at byte " + start);
        }
        return length;
    }

    private int shortLength(int length) {
        int start = at++;
        return checked(length, start);
    }

    private int longLength(int lengthBytes) {
        int start = at++;
        if (lengthBytes > end - at) {
            throw new RlpException("rlp: truncated length at byte " + start);
        }
        if (source[at] == 0) {
            throw new RlpException("rlp: non-canonical length (leading zero) at byte " + start);
        }
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (source[at++] & 0xff);
            if (length > Integer.MAX_VALUE) {
                throw new RlpException("rlp: length too large at byte " + start);
            }
        }
        if (length < 56) {
            throw new RlpException("rlp: non-canonical length " + length + " at byte " + start);
        }
        return checked((int) length, start);
    }

    private int checked(int length, int start) {
        if (length > end - at) {
            throw new RlpException(
                    "rlp: item of "
                            + length
                            + " bytes exceeds the "
                            + (end - at)
                            + " left at byte "
                            + start);
        }
        return length;
    }

    private byte peek() {
        if (at >= end) {
            throw new RlpException("rlp: unexpected end at byte " + at);
        }
        return source[at];
    }
}
