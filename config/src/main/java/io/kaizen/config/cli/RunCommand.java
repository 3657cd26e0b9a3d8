package io.kaizen.config.cli;

import io.kaizen.config.settings.Key;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kaizen run}: a node as a settings file describes it. */
@Command(
        name = "run",
        description = "Runs a node as a settings file describes it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "TOML settings file")
    private @Nullable Path config;

    @Mixin private Overrides overrides = new Overrides();

    @Option(names = "--print-settings", description = "print every setting and exit")
    private boolean printSettings;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = config == null ? defaults() : Settings.ofFile(config);
        settings = overrides.over(settings);
        if (printSettings) {
            print(settings);
            return 0;
        }
        return NodeRunner.run(settings, node -> System.out.println(NodeRunner.urls(node)));
    }

    /** Without a file: what a sequencer wants, blocks by interval. */
    private Settings defaults() {
        if (!printSettings) {
            throw new SettingsException("--config FILE is needed; see kaizen run --print-settings");
        }
        return Settings.defaults().with(Keys.SEAL, "interval");
    }

    private static void print(Settings settings) {
        for (Key<?> key : Keys.ALL) {
            System.out.printf("# %s%n%s = \"%s\"%n", key.doc(), key.name(), settings.text(key));
        }
    }
}
