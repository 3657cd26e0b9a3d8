package io.kaizen.config.mainnet;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An order of names in which 9 comes before 10. */
final class ByNumber {
    static final Comparator<Path> OF_PATHS = Comparator.comparing(ByNumber::key);

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int DIGITS_MAX = 20;

    private ByNumber() {}

    /** The path with each of its numbers filled up with zeros in front. */
    private static String key(Path path) {
        Matcher digits = DIGITS.matcher(path.toString());
        return digits.replaceAll(found ->
                "0".repeat(Math.max(0, DIGITS_MAX - found.group().length())) + found.group());
    }
}
