package io.kaizen.config.cli;

import io.kaizen.config.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kaizen}: the commands, and how their errors become messages and exit codes. */
@Command(
        name = "kaizen",
        description = "An EVM-compatible, high-performance Layer 2 rollup node.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            SnapshotCommand.class,
            PruneCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            StateTestCommand.class,
            BlockTestCommand.class,
            ReplayMainnetCommand.class,
            BenchCommand.class,
            FuzzCommand.class,
            DoctorCommand.class,
            TrainCommand.class,
            CommandLine.HelpCommand.class,
        },
        footer = {
            "",
            "  kaizen test    runs the whole test suite (the launcher's own command)",
            "  kaizen build   builds without running"
        })
public final class Main implements Runnable {
    /** The user said something that no run can be made of; 1 is a run that failed. */
    static final int EXIT_USAGE = 2;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Usage::refuse)
                .setExecutionExceptionHandler(Main::report)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** No command: the help, on standard error. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "missing command");
    }

    private static int report(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof SettingsException
                || failure instanceof IllegalArgumentException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof NodeStartException) {
            command.getErr().println("kaizen: " + Causes.describe(failure));
            return failure instanceof SettingsException ? EXIT_USAGE : 1;
        }
        throw failure;
    }
}
