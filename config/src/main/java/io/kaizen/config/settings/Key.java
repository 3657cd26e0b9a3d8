package io.kaizen.config.settings;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: its dotted name, its default and how its text is read and checked.
 *
 * @param name as in the file, {@code table.key}
 * @param byDefault the default as text, {@code ""} where there is none
 * @param doc one line for the reference
 * @param parse turns the text into the value or throws {@link IllegalArgumentException}
 */
public record Key<T>(String name, String byDefault, String doc, Function<String, T> parse) {

    /** Reads a text as this setting's value, naming the key if it cannot. */
    public T read(String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException bad) {
            throw new SettingsException(
                    "setting %s = \"%s\": %s".formatted(name, text, bad.getMessage()));
        }
    }

    static Key<String> text(String name, String byDefault, String doc) {
        return new Key<>(name, byDefault, doc, Function.identity());
    }

    static Key<Integer> integer(String name, int byDefault, int min, int max, String doc) {
        return new Key<>(
                name, String.valueOf(byDefault), doc, text -> (int) inRange(text, min, max));
    }

    static Key<Long> number(String name, long byDefault, long min, long max, String doc) {
        return new Key<>(name, String.valueOf(byDefault), doc, text -> inRange(text, min, max));
    }

    static Key<Integer> powerOfTwo(String name, int byDefault, int min, int max, String doc) {
        return new Key<>(
                name,
                String.valueOf(byDefault),
                doc,
                text -> {
                    int value = (int) inRange(text, min, max);
                    if (Integer.bitCount(value) != 1) {
                        throw new IllegalArgumentException("must be a power of two");
                    }
                    return value;
                });
    }

    static Key<Duration> milliseconds(String name, long byDefault, long min, long max, String doc) {
        return new Key<>(
                name,
                String.valueOf(byDefault),
                doc,
                text -> Duration.ofMillis(inRange(text, min, max)));
    }

    static Key<Word> wei(String name, String byDefault, String doc) {
        return new Key<>(
                name,
                byDefault,
                doc,
                text -> {
                    try {
                        return Word.fromDecimal(text);
                    } catch (NumberFormatException bad) {
                        throw new IllegalArgumentException("must be a whole number of wei", bad);
                    }
                });
    }

    static Key<Address> address(String name, String byDefault, String doc) {
        return new Key<>(
                name,
                byDefault,
                doc,
                text -> {
                    try {
                        return Address.fromHex(text);
                    } catch (IllegalArgumentException bad) {
                        throw new IllegalArgumentException("must be 0x and 40 hex digits", bad);
                    }
                });
    }

    static <E extends Enum<E>> Key<E> choice(
            String name, E byDefault, List<E> choices, String doc) {
        return new Key<>(
                name,
                wire(byDefault),
                doc,
                text ->
                        choices.stream()
                                .filter(c -> wire(c).equals(text))
                                .findFirst()
                                .orElseThrow(() ->
                                        new IllegalArgumentException(
                                                "must be one of "
                                                        + choices.stream()
                                                                .map(Key::wire)
                                                                .toList())));
    }

    static Key<Boolean> flag(String name, String byDefault, String doc) {
        return new Key<>(
                name,
                byDefault,
                doc,
                text -> {
                    if (!List.of("true", "false").contains(text)) {
                        throw new IllegalArgumentException("must be true or false");
                    }
                    return text.equals("true");
                });
    }

    static Key<List<String>> texts(String name, String byDefault, String doc) {
        return new Key<>(
                name,
                byDefault,
                doc,
                text ->
                        Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .filter(item -> !item.isEmpty())
                                .toList());
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long inRange(String text, long min, long max) {
        long value;
        try {
            value = Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException("must be a whole number", bad);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException("must lie between " + min + " and " + max);
        }
        return value;
    }
}
