package io.kaizen.config.cli;

import picocli.CommandLine.Command;

/** {@code kaizen fuzz}: random input and random crashes, and what has to hold. */
@Command(
        name = "fuzz",
        description = "Random programs beside another implementation; random crashes.",
        mixinStandardHelpOptions = true,
        subcommands = {FuzzEvmCommand.class, FuzzCrashCommand.class})
final class FuzzCommand {}
