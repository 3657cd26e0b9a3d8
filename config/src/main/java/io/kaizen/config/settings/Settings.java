package io.kaizen.config.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/**
 * The values of all settings: defaults, then a TOML file, then options of the command line. Every
 * value is checked when it is set, so that a running node never meets a bad one. Immutable.
 */
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public static Settings defaults() {
        return new Settings(Map.of());
    }

    /**
     * Reads a TOML file.
     *
     * @throws SettingsException for bad syntax (with its line), an unknown key (with the nearest
     *     known one) or a bad value
     */
    public static Settings ofFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException("settings file " + file + " cannot be read");
        }
        try {
            return ofToml(Files.readString(file), file.toString());
        } catch (IOException unreadable) {
            throw new SettingsException(
                    "settings file " + file + " cannot be read: " + unreadable.getMessage());
        }
    }

    static Settings ofToml(String text, String source) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            throw new SettingsException(source + ": " + toml.errors().getFirst().toString());
        }
        Settings settings = defaults();
        for (String name : new TreeSet<>(toml.dottedKeySet())) {
            settings = settings.with(known(name, source), textOf(toml.get(name)));
        }
        return settings;
    }

    /** These settings with one more value, which is checked. */
    public <T> Settings with(Key<T> key, String text) {
        key.read(text);
        Map<String, String> changed = new HashMap<>(values);
        changed.put(key.name(), text);
        return new Settings(changed);
    }

    /** These settings with the value, or as they are where the option was not given. */
    public <T> Settings withOption(Key<T> key, @Nullable String text) {
        return text == null ? this : with(key, text);
    }

    /** These settings with a value for the key of that name. */
    public Settings withNamed(String name, String text) {
        return with(known(name, "--set"), text);
    }

    /** Whether the value was given, not defaulted. */
    public boolean isSet(Key<?> key) {
        return values.containsKey(key.name());
    }

    public <T> T get(Key<T> key) {
        return key.read(text(key));
    }

    /** The value as text, given or default. */
    public String text(Key<?> key) {
        return values.getOrDefault(key.name(), key.byDefault());
    }

    private static String textOf(Object value) {
        if (value instanceof TomlArray array) {
            return String.join(",", array.toList().stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }

    private static Key<?> known(String name, String source) {
        for (Key<?> key : Keys.ALL) {
            if (key.name().equals(name)) {
                return key;
            }
        }
        String nearest = "";
        int best = Integer.MAX_VALUE;
        for (Key<?> key : Keys.ALL) {
            int distance = editDistance(name, key.name());
            if (distance < best) {
                best = distance;
                nearest = key.name();
            }
        }
        throw new SettingsException(
                "%s: unknown setting %s; did you mean %s?".formatted(source, name, nearest));
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
