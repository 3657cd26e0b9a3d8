package io.kaizen.ingress.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON text in memory that grows value by value, within a limit. What lies between the values is
 * written as bytes, so that one generator serves for a whole batch; and a value that failed halfway
 * can be taken back. One thread.
 */
public final class JsonText implements AutoCloseable {
    /** The digits of the longest number, and its sign. */
    private static final int LONG_CHARS_MAX = 20;

    private final ObjectMapper mapper;
    private final BoundedBuffer buffer;
    private final byte[] number = new byte[LONG_CHARS_MAX];
    private boolean isInValue;
    private @Nullable JsonGenerator generator;
    private @Nullable JsonOut out;

    JsonText(ObjectMapper mapper, int bytesExpected) {
        this.mapper = mapper;
        this.buffer = new BoundedBuffer(bytesExpected);
    }

    /** From now on writing past this size throws geth's {@code response too large}. */
    public void limit(long bytesMax) {
        buffer.limit(bytesMax);
    }

    /** Bytes so far. */
    public int size() {
        return buffer.size();
    }

    /** Appends text that is JSON already, or part of it. */
    public JsonText raw(byte[] text) {
        buffer.write(text, 0, text.length);
        return this;
    }

    public JsonText raw(char ascii) {
        buffer.write(ascii);
        return this;
    }

    /** Appends a number in decimal. */
    public JsonText number(long value) {
        if (value == Long.MIN_VALUE) {
            return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] digits = number;
        int at = digits.length;
        long rest = Math.abs(value);
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            digits[--at] = '-';
        }
        buffer.write(digits, at, digits.length - at);
        return this;
    }

    /** Appends one value. */
    public JsonText value(JsonBody body) {
        try {
            if (generator == null || out == null) {
                generator = mapper.createGenerator(buffer);
                out = new JsonOut(generator);
            }
            isInValue = true;
            body.write(out);
            generator.flush();
            isInValue = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /**
     * Takes back what came after this size, and what a failed value left unwritten. Its generator
     * is given up, not closed: closing would write the rest.
     */
    public void rewind(int size) {
        buffer.truncate(size);
        generator = null;
        out = null;
        isInValue = false;
    }

    public byte[] toByteArray() {
        return buffer.toByteArray();
    }

    /**
     * Begins anew without a limit, whatever was written and however that ended.
     *
     * @param bytesKept memory above this size is given up
     */
    public JsonText reset(int bytesKept) {
        if (isInValue) {
            rewind(0);
        }
        buffer.reset(bytesKept);
        return this;
    }

    /** Gives the generator's memory back; the text stays. */
    @Override
    public void close() {
        try {
            if (generator != null) {
                generator.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
