package io.kaizen.config.cli;

import picocli.CommandLine.Command;

/** {@code kaizen fuzz}: random input, compared with an independent implementation. */
@Command(
        name = "fuzz",
        description = "Compares with an independent implementation over random input.",
        mixinStandardHelpOptions = true,
        subcommands = FuzzEvmCommand.class)
final class FuzzCommand {}
