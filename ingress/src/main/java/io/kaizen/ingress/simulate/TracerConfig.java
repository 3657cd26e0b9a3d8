package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a tracer by name. What is missing or null is as if it were not set, and names that
 * nobody knows are passed over, as geth does; a value of the wrong kind is an {@link InvalidInput}
 * that shows it.
 *
 * @param node null (Java's) where none were given
 * @param path how messages name the options' object; empty for the request itself
 */
record TracerConfig(@Nullable JsonNode node, String path) {
    private static final int SHOWN_CHARS = 64;
    private static final Pattern DURATION_PART =
            Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> UNIT_NS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "μs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    TracerConfig {
        if (node != null && !node.isObject()) {
            throw new InvalidInput(path + ": expected an object, got " + shown(node));
        }
    }

    /** The options below one of these. */
    TracerConfig below(String name) {
        return new TracerConfig(field(name), label(name));
    }

    /** The options' names, in order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (node != null) {
            node.fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    private @Nullable JsonNode field(String name) {
        return node == null ? null : HexInput.field(node, name);
    }

    private String label(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private InvalidInput wrong(String name, String wanted, JsonNode value) {
        return new InvalidInput(label(name) + ": expected " + wanted + ", got " + shown(value));
    }

    boolean isSet(String name) {
        JsonNode value = field(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "a boolean", value);
        }
        return value != null && value.booleanValue();
    }

    /** Those of an enumeration's options that are set, by their names in camel case. */
    <E extends Enum<E>> Set<E> options(Class<E> kind) {
        EnumSet<E> set = EnumSet.noneOf(kind);
        for (E option : kind.getEnumConstants()) {
            if (isSet(camelCase(option.name()))) {
                set.add(option);
            }
        }
        return set;
    }

    /** A count; 0 where it is missing. */
    int count(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw wrong(name, "a number from 0 to " + Integer.MAX_VALUE, value);
        }
        return value.intValue();
    }

    /** Hex quantities below 256; null where the list is missing. */
    @Nullable Set<Integer> opcodes(String name) {
        JsonNode list = field(name);
        if (list == null) {
            return null;
        }
        if (!list.isArray()) {
            throw wrong(name, "an array", list);
        }
        Set<Integer> opcodes = new HashSet<>();
        for (JsonNode value : list) {
            opcodes.add(opcode(name, value));
        }
        return opcodes;
    }

    private int opcode(String name, JsonNode value) {
        long opcode;
        try {
            opcode = HexInput.uint64(value);
        } catch (InvalidInput e) {
            throw wrong(name, "hex quantities", value);
        }
        if (opcode < 0 || opcode > 0xff) {
            throw wrong(name, "opcodes up to 0xff", value);
        }
        return (int) opcode;
    }

    /** A duration as Go writes it: {@code 10s}, {@code 1m30s}; null where it is missing. */
    @Nullable Duration duration(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        Matcher parts = DURATION_PART.matcher(value.isTextual() ? value.textValue() : "");
        BigDecimal ns = BigDecimal.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            long unit = UNIT_NS.getOrDefault(parts.group(2), 0L);
            ns = ns.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = parts.end();
        }
        boolean whole = value.isTextual() && end > 0 && end == value.textValue().length();
        if (!whole || ns.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw wrong(name, "a duration such as 10s", value);
        }
        return Duration.ofNanos(ns.longValue());
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < constant.length(); i++) {
            char c = constant.charAt(i);
            if (c != '_') {
                boolean begins = i > 0 && constant.charAt(i - 1) == '_';
                name.append(begins ? c : Character.toLowerCase(c));
            }
        }
        return name.toString();
    }

    /** The value as JSON, cut where it is long. */
    static String shown(JsonNode value) {
        return cut(value.toString());
    }

    static String cut(String text) {
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    }
}
