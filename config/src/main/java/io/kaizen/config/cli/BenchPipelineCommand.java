package io.kaizen.config.cli;

import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import io.kaizen.perf.pipeline.PipelineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench pipeline}: a node in this process, from raw bytes to sealed blocks. */
@Command(
        name = "pipeline",
        description = {
            "Measures a node in this process, from raw bytes to sealed blocks: CPU time for a",
            "transaction beside that of one signature recovery, and what each stage did.",
            "Prints JSON."
        },
        mixinStandardHelpOptions = true)
final class BenchPipelineCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--kind",
            defaultValue = "transfer",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Workload.Kind kind;

    @Option(
            names = "--count",
            defaultValue = "30000",
            description = "transactions of a round (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--senders",
            defaultValue = "200",
            description = "that share them (default: ${DEFAULT-VALUE})")
    private int senders;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "measured, after as many to warm up (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--data-dir",
            description = "where the journal goes; default: a temporary folder")
    private @Nullable String dataDir;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of keys and recipients (default: ${DEFAULT-VALUE})")
    private long seed;

    @Mixin private Overrides overrides = new Overrides();

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchPipelineCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PipelineRun.Plan plan = plan();
        requireEmpty();
        try (TemporaryFolder temporary = TemporaryFolder.create("kaizen-pipeline")) {
            Path folder = dataDir == null ? temporary.path() : Path.of(dataDir);
            return run(plan, folder);
        }
    }

    /** What an earlier run has left there would be taken for this one's. */
    private void requireEmpty() throws IOException {
        if (dataDir == null || Files.notExists(Path.of(dataDir))) {
            return;
        }
        Path folder = Path.of(dataDir);
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "--data-dir " + dataDir + ": is no folder");
        }
        try (Stream<Path> found = Files.list(folder)) {
            if (found.findAny().isPresent()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--data-dir " + dataDir + ": not empty; a run needs a chain of its own");
            }
        }
    }

    private int run(PipelineRun.Plan plan, Path folder) throws IOException, InterruptedException {
        Settings settings =
                overrides.over(
                        Settings.defaults()
                                .withOption(Keys.DATA_DIR, folder.toString())
                                .with(Keys.RPC_PORT, "0")
                                .with(Keys.METRICS_ENABLED, "false"));
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Map<String, Object> figures;
        try (KaizenNode node = KaizenNode.start(settings, "bench", failure::set);
                Progress progress =
                        Progress.of(
                                "pipeline", "rounds", 2L * rounds, spec.commandLine().getErr())) {
            DevAccount rich = node.accounts().getFirst();
            figures =
                    new PipelineRun(
                                    plan,
                                    node.ledger(),
                                    node.metrics(),
                                    Word.of(settings.get(Keys.CHAIN_ID)),
                                    new Sender(rich.address(), rich.secretKey()))
                            .run(progress::stepTo);
        }
        Throwable broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("the node failed", broken);
        }
        spec.commandLine().getOut().println(BenchCommand.JSON.writeValueAsString(figures));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private PipelineRun.Plan plan() {
        Usage.requireAtLeast(spec.commandLine(), "--rounds", rounds, 1);
        Usage.requireAtLeast(spec.commandLine(), "--senders", senders, 1);
        Usage.requireAtLeast(spec.commandLine(), "--count", count, senders);
        return new PipelineRun.Plan(kind, count, senders, rounds, seed);
    }
}
