package io.kaizen.ingress.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.TreeNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in the types of Ethereum's RPC: quantities without leading zeros, data with all its
 * bytes. Streams into memory, so that an I/O failure cannot happen and is not in any signature.
 *
 * <p>One thread.
 */
public final class JsonOut {
    /** The longest data written from the scratch characters: a log filter. */
    private static final int SHORT_BYTES = 256;

    private final JsonGenerator out;

    /** Digits on their way: most values are written from here, without a string of their own. */
    private final char[] digits = new char[2 + 2 * SHORT_BYTES];

    public JsonOut(JsonGenerator out) {
        this.out = out;
        digits[0] = '0';
        digits[1] = 'x';
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private JsonOut step(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public JsonOut beginObject() {
        return step(out::writeStartObject);
    }

    public JsonOut endObject() {
        return step(out::writeEndObject);
    }

    public JsonOut beginArray() {
        return step(out::writeStartArray);
    }

    public JsonOut endArray() {
        return step(out::writeEndArray);
    }

    public JsonOut name(String field) {
        try {
            out.writeFieldName(field);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The prefix and so many of the digits, as a text. */
    private JsonOut digits(int count) {
        try {
            out.writeString(digits, 0, 2 + count);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonOut nothing() {
        return step(out::writeNull);
    }

    public JsonOut text(String value) {
        return step(() -> out.writeString(value));
    }

    public JsonOut flag(boolean value) {
        return step(() -> out.writeBoolean(value));
    }

    /** A plain JSON number. */
    public JsonOut number(long value) {
        return step(() -> out.writeNumber(value));
    }

    /** An unsigned 64-bit value as a plain JSON number. */
    public JsonOut unsigned(long value) {
        return value >= 0 ? number(value) : raw(Long.toUnsignedString(value));
    }

    public JsonOut number(double value) {
        return step(() -> out.writeNumber(value));
    }

    /** An unsigned 64-bit value as a hex quantity. */
    public JsonOut quantity(long value) {
        return digits(HexDigits.writeShortest(value, digits, 2));
    }

    public JsonOut quantity(Word value) {
        return value.fitsLong() ? quantity(value.w0()) : text(value.quantity());
    }

    public JsonOut data(Bytes value) {
        if (value.size() > SHORT_BYTES) {
            return text(value.hex());
        }
        HexDigits.write(value.array(), digits, 2);
        return digits(2 * value.size());
    }

    public JsonOut data(Hash value) {
        HexDigits.write(value.h3(), digits, 2);
        HexDigits.write(value.h2(), digits, 18);
        HexDigits.write(value.h1(), digits, 34);
        HexDigits.write(value.h0(), digits, 50);
        return digits(2 * Hash.BYTES);
    }

    public JsonOut data(Address value) {
        HexDigits.write(value.high(), digits, 2);
        HexDigits.write(value.middle(), digits, 18);
        HexDigits.write((long) value.low() << Integer.SIZE, digits, 34);
        return digits(2 * Address.BYTES);
    }

    /** One value that is JSON text already. */
    public JsonOut raw(String json) {
        return step(() -> out.writeRawValue(json));
    }

    /** A parsed value as it came. */
    public JsonOut tree(TreeNode value) {
        return step(() -> out.writeTree(value));
    }

    public JsonOut body(JsonBody value) {
        value.write(this);
        return this;
    }

    public JsonOut nothing(String field) {
        return name(field).nothing();
    }

    public JsonOut text(String field, String value) {
        return name(field).text(value);
    }

    public JsonOut flag(String field, boolean value) {
        return name(field).flag(value);
    }

    public JsonOut number(String field, long value) {
        return name(field).number(value);
    }

    public JsonOut quantity(String field, long value) {
        return name(field).quantity(value);
    }

    public JsonOut quantity(String field, Word value) {
        return name(field).quantity(value);
    }

    public JsonOut data(String field, Bytes value) {
        return name(field).data(value);
    }

    /** The hash, or null. */
    public JsonOut data(String field, @Nullable Hash value) {
        return value == null ? nothing(field) : name(field).data(value);
    }

    /** The address, or null. */
    public JsonOut data(String field, @Nullable Address value) {
        return value == null ? nothing(field) : name(field).data(value);
    }

    public JsonOut body(String field, JsonBody value) {
        return name(field).body(value);
    }

    public JsonOut bodies(String field, List<? extends JsonBody> values) {
        name(field).beginArray();
        for (JsonBody value : values) {
            value.write(this);
        }
        return endArray();
    }
}
