package io.kaizen.config.cli;

import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set KEY=VALUE}, which wins over everything else. */
final class Overrides {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "one setting; wins over all others; may be repeated",
                "(the settings: kaizen run --print-settings)"
            })
    private List<String> pairs = List.of();

    Settings over(Settings settings) {
        Settings result = settings;
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new SettingsException("--set " + pair + ": want KEY=VALUE");
            }
            result = result.withNamed(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return result;
    }
}
