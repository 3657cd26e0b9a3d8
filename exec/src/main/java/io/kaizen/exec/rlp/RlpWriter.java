package io.kaizen.exec.rlp;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes RLP from back to front, so that a list's length is known when its header is written. Add
 * the items of a list in reverse order between {@link #mark} and {@link #list}:
 *
 * <pre>
 *   int mark = writer.mark();
 *   writer.uint64(last);
 *   writer.uint64(first);
 *   writer.list(mark);
 * </pre>
 *
 * One thread; the buffer grows by doubling and is kept by {@link #reset}.
 */
public final class RlpWriter {
    private byte[] buffer;
    private int start;

    public RlpWriter() {
        this(512);
    }

    public RlpWriter(int capacity) {
        buffer = new byte[capacity];
        start = capacity;
    }

    public void reset() {
        start = buffer.length;
    }

    /** As {@link #reset}, and gives back a buffer that has grown beyond the bytes. */
    public void reset(int bytesKept) {
        if (buffer.length > bytesKept) {
            buffer = new byte[bytesKept];
        }
        reset();
    }

    /** The bytes written so far: where a list's last item will end. */
    public int mark() {
        return buffer.length - start;
    }

    /** Closes a list whose items were written, last first, since {@code mark}. */
    public void list(int mark) {
        header(0xc0, mark() - mark);
    }

    /** Closes a string of at least two bytes whose contents were written raw since {@code mark}. */
    public void string(int mark) {
        int length = mark() - mark;
        if (length < 2) {
            throw new IllegalArgumentException("string of " + length + " bytes");
        }
        header(0x80, length);
    }

    public void bytes(byte[] value, int offset, int length) {
        raw(value, offset, length);
        if (length != 1 || value[offset] < 0) {
            header(0x80, length);
        }
    }

    public void bytes(byte[] value) {
        bytes(value, 0, value.length);
    }

    public void bytes(Bytes value) {
        bytes(value.array());
    }

    public void hash(Hash value) {
        reserve(33);
        start -= 32;
        value.write(buffer, start);
        buffer[--start] = (byte) 0xa0;
    }

    public void address(Address value) {
        reserve(21);
        start -= 20;
        value.write(buffer, start);
        buffer[--start] = (byte) 0x94;
    }

    /** The empty string for null: a creation's recipient. */
    public void addressOrEmpty(@Nullable Address value) {
        if (value == null) {
            empty();
        } else {
            address(value);
        }
    }

    public void word(Word value) {
        if (value.fitsLong()) {
            uint64(value.w0());
            return;
        }
        reserve(33);
        value.write(buffer, start - Word.BYTES);
        int length = (value.bitLength() + 7) / 8;
        start -= length;
        buffer[--start] = (byte) (0x80 + length);
    }

    /** An unsigned 64-bit integer. */
    public void uint64(long value) {
        if (value == 0) {
            empty();
            return;
        }
        reserve(9);
        int length = 0;
        for (long rest = value; rest != 0; rest >>>= 8) {
            buffer[--start] = (byte) rest;
            length++;
        }
        if (length != 1 || buffer[start] < 0) {
            header(0x80, length);
        }
    }

    /** The empty string. */
    public void empty() {
        reserve(1);
        buffer[--start] = (byte) 0x80;
    }

    /** Bytes as they are: an item that is already encoded, or a type prefix. */
    public void raw(byte[] value, int offset, int length) {
        reserve(length);
        start -= length;
        System.arraycopy(value, offset, buffer, start, length);
    }

    /** One byte as it is: a type before a payload. */
    public void octet(int value) {
        reserve(1);
        buffer[--start] = (byte) value;
    }

    public void raw(Bytes value) {
        raw(value.array(), 0, value.size());
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    /**
     * The buffer: what was written is {@code [start(), start() + mark())}, until the next write.
     */
    public byte[] array() {
        return buffer;
    }

    public int start() {
        return start;
    }

    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    private void header(int base, int length) {
        reserve(5);
        if (length < 56) {
            buffer[--start] = (byte) (base + length);
            return;
        }
        int lengthBytes = 0;
        for (int rest = length; rest != 0; rest >>>= 8) {
            buffer[--start] = (byte) rest;
            lengthBytes++;
        }
        buffer[--start] = (byte) (base + 55 + lengthBytes);
    }

    private void reserve(int bytes) {
        if (start >= bytes) {
            return;
        }
        int used = buffer.length - start;
        byte[] grown = new byte[Math.max(buffer.length * 2, used + bytes)];
        System.arraycopy(buffer, start, grown, grown.length - used, used);
        start = grown.length - used;
        buffer = grown;
    }
}
