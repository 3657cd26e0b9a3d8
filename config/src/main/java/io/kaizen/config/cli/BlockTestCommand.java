package io.kaizen.config.cli;

import io.kaizen.config.blocktest.BlockTestRunner;
import io.kaizen.config.fixture.FixtureNetwork;
import io.kaizen.exec.evm.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code blocktest}: runs Ethereum block tests, one line a case. */
@Command(
        name = "blocktest",
        description = "Runs Ethereum block tests, one line a case; exit status 0 if all pass.",
        mixinStandardHelpOptions = true)
public final class BlockTestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--fork",
            paramLabel = "F",
            description = "Only this network, such as Osaka or BerlinToLondonAt5.")
    private @Nullable String fork;

    @Option(names = "--json", description = "Print one JSON object a case.")
    private boolean json;

    @Option(
            names = "--tier",
            paramLabel = "T",
            defaultValue = "HOT",
            description = {
                "When code runs in register form: ${COMPLETION-CANDIDATES}",
                "(default: ${DEFAULT-VALUE}). The results are the same."
            })
    private Tier tier;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Fixture files or folders.")
    private List<Path> paths;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    public BlockTestCommand() {}

    @Override
    public Integer call() throws IOException {
        if (fork != null && !FixtureNetwork.isKnown(fork)) {
            throw new ParameterException(spec.commandLine(), "unknown fork: " + fork);
        }
        BlockTestRunner runner = new BlockTestRunner(fork, tier);
        paths.forEach(path -> Usage.requireExisting(spec.commandLine(), path));
        FixtureReport report = new FixtureReport(spec, json);
        for (Path path : paths) {
            runner.run(path, report::add);
        }
        return report.finish("block tests" + (fork == null ? "" : " of " + fork));
    }
}
