package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.json.HexDigits;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hex forms of Ethereum's RPC strictly: the prefix, the digits, the length, no leading
 * zeros in quantities. Violations throw {@link InvalidInput} with geth's words.
 */
public final class HexInput {
    private HexInput() {}

    /** What is wrong with a value; the caller adds where it stood. */
    public static final class InvalidInput extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public InvalidInput(String message) {
            super(message, null, false, false);
        }
    }

    public static Bytes data(JsonNode node) {
        String hex = text(node);
        requirePrefix(hex);
        if (hex.length() % 2 != 0) {
            throw new InvalidInput("hex string of odd length");
        }
        return parse(hex);
    }

    /** The data that these characters are, or null where they are none: any violation. */
    static @Nullable Bytes dataOrNull(char[] text, int offset, int length) {
        boolean isPrefixed =
                length >= 2
                        && text[offset] == '0'
                        && (text[offset + 1] == 'x' || text[offset + 1] == 'X');
        if (!isPrefixed || length % 2 != 0) {
            return null;
        }
        byte[] data = new byte[length / 2 - 1];
        return HexDigits.read(text, offset + 2, data) ? Bytes.wrap(data) : null;
    }

    public static Address address(JsonNode node) {
        return Address.of(fixed(node, Address.BYTES, "address"));
    }

    public static Hash hash(JsonNode node) {
        return Hash.of(fixed(node, Hash.BYTES, "hash"));
    }

    /** A storage key: up to 32 bytes, short forms and odd lengths allowed, as geth does. */
    public static Word slot(JsonNode node) {
        String hex = text(node);
        requirePrefix(hex);
        String digits = hex.substring(2);
        if (digits.length() > 64) {
            throw new InvalidInput(
                    "storage key too long (want at most 32 bytes): " + digits.length() / 2);
        }
        return Word.ofBytes(parse(digits.length() % 2 == 0 ? digits : "0" + digits).array());
    }

    /** A 32-byte storage value. */
    public static Word value32(JsonNode node) {
        return hash(node).toWord();
    }

    public static Word quantity(JsonNode node) {
        String hex = text(node);
        requirePrefix(hex);
        String digits = hex.substring(2);
        if (digits.isEmpty()) {
            throw new InvalidInput("hex string \"0x\"");
        }
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            throw new InvalidInput("hex number with leading zero digits");
        }
        if (digits.length() > 64) {
            throw new InvalidInput("hex number > 256 bits");
        }
        return Word.ofBytes(parse(digits.length() % 2 == 0 ? digits : "0" + digits).array());
    }

    /** An unsigned 64-bit quantity. */
    public static long uint64(JsonNode node) {
        Word value = quantity(node);
        if (!value.fitsLong()) {
            throw new InvalidInput("hex number > 64 bits");
        }
        return value.w0();
    }

    /** A quantity that is used as a count or a height. */
    public static long positive(JsonNode node) {
        Word value = quantity(node);
        if (!value.fitsPositiveLong()) {
            throw new InvalidInput("hex number > 63 bits");
        }
        return value.w0();
    }

    public static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new InvalidInput("expected a string, got " + kind(node));
        }
        return node.textValue();
    }

    public static JsonNode object(JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidInput("expected an object, got " + kind(node));
        }
        return node;
    }

    public static JsonNode array(JsonNode node) {
        if (!node.isArray()) {
            throw new InvalidInput("expected an array, got " + kind(node));
        }
        return node;
    }

    public static boolean flag(JsonNode node) {
        if (!node.isBoolean()) {
            throw new InvalidInput("expected a boolean, got " + kind(node));
        }
        return node.booleanValue();
    }

    /** The field's value, or null (Java's) where it is missing or null. */
    public static @Nullable JsonNode field(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            case NULL, MISSING -> "null";
            case STRING, BINARY -> "a string";
        };
    }

    private static byte[] fixed(JsonNode node, int bytes, String what) {
        String hex = text(node);
        requirePrefix(hex);
        if (hex.length() != 2 + 2 * bytes) {
            throw new InvalidInput(
                    "hex string has length "
                            + (hex.length() - 2)
                            + ", want "
                            + 2 * bytes
                            + " for "
                            + what);
        }
        return parse(hex).array();
    }

    private static void requirePrefix(String hex) {
        if (hex.isEmpty()) {
            throw new InvalidInput("empty hex string");
        }
        if (!hex.startsWith("0x") && !hex.startsWith("0X")) {
            throw new InvalidInput("hex string without 0x prefix");
        }
    }

    private static Bytes parse(String hex) {
        try {
            return Bytes.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("invalid hex string");
        }
    }
}
