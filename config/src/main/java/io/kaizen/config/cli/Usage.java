package io.kaizen.config.cli;

import io.kaizen.perf.load.Target;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user may say on the command line, and what is printed where it is something else. */
final class Usage {
    private Usage() {}

    /** The message, what was perhaps meant, and the usage of the command that was given. */
    static int refuse(ParameterException wrong, String... arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("kaizen: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        command.usage(err);
        err.flush();
        return Main.EXIT_USAGE;
    }

    /**
     * @throws ParameterException with the message, unless the condition holds
     */
    static void require(CommandLine command, boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command, message);
        }
    }

    /**
     * @param command whose option it is
     * @throws ParameterException for a value below the least
     */
    static void requireAtLeast(CommandLine command, String option, long value, long least) {
        if (value < least) {
            throw new ParameterException(
                    command, "%s %d: must be at least %d".formatted(option, value, least));
        }
    }

    /**
     * @throws ParameterException for a value outside
     */
    static void requireBetween(
            CommandLine command, String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command,
                    "%s %d: must lie between %d and %d".formatted(option, value, least, most));
        }
    }

    /**
     * @param pid 0 for none
     * @throws ParameterException where no such process runs
     */
    static void requireProcess(CommandLine command, String option, long pid) {
        requireAtLeast(command, option, pid, 0);
        if (pid != 0 && ProcessHandle.of(pid).isEmpty()) {
            throw new ParameterException(command, "%s %d: no such process".formatted(option, pid));
        }
    }

    /**
     * @throws ParameterException for a path that does not exist
     */
    static void requireExisting(CommandLine command, Path path) {
        if (!Files.exists(path)) {
            throw new ParameterException(command, "no such file or folder: " + path);
        }
    }

    /**
     * @throws ParameterException for what is no URL of a node
     */
    static void requireNode(CommandLine command, String option, String url) {
        try {
            Target.of(url, Target.Transport.HTTP);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(command, option + ": " + malformed.getMessage());
        }
    }
}
