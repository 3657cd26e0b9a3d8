package io.kaizen.config.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.perf.crash.CrashRun;
import io.kaizen.perf.crash.Mutation;
import io.kaizen.perf.crash.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kaizen fuzz crash}: a node's storage, crashed at every kind of moment. */
@Command(
        name = "crash",
        description = {
            "Crashes a node's storage at enumerated moments: kills, losses of power, damage;",
            "restarts it, and holds it to what was acknowledged (journal/docs/crash.md).",
            "Exit status 0 only if everything held."
        },
        mixinStandardHelpOptions = true)
final class FuzzCrashCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String ALL = "all";
    private static final int FINDINGS_MAX = 20;

    @Spec private CommandSpec spec;

    @Option(
            names = "--trials",
            defaultValue = "1000",
            paramLabel = "N",
            description = "crashes (default: ${DEFAULT-VALUE})")
    private long trials;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "of all that is random (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--trial",
            paramLabel = "N",
            description = "only this one of the seed, as a finding names it")
    private @Nullable Long trial;

    @Option(
            names = "--seconds",
            defaultValue = "86400",
            paramLabel = "N",
            description = "no further trial is begun after them (default: ${DEFAULT-VALUE})")
    private long seconds;

    @Option(
            names = "--kind",
            split = ",",
            defaultValue = ALL,
            paramLabel = "K",
            description = "kill, torn, power, damage, or all (default: ${DEFAULT-VALUE})")
    private List<String> kinds;

    @Option(
            names = "--mutate",
            defaultValue = "none",
            paramLabel = "BUG",
            description =
                    "puts a bug before the disk, to see that it is found: ${COMPLETION-CANDIDATES}")
    private Mutation mutation;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "where the node and what crashes leave of it lie (default: /dev/shm)")
    private @Nullable Path work;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    FuzzCrashCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.requireAtLeast(spec.commandLine(), "--trials", trials, 1);
        Usage.requireAtLeast(spec.commandLine(), "--seconds", seconds, 1);
        long first = trial == null ? 0 : trial;
        Usage.requireAtLeast(spec.commandLine(), "--trial", first, 0);
        if (work != null) {
            Usage.requireExisting(spec.commandLine(), work);
        }
        long count = trial == null ? trials : 1;
        // Every restart would log what it mends: what is found is in the result.
        Logger logs = (Logger) LoggerFactory.getLogger("io.kaizen");
        Level before = logs.getLevel();
        logs.setLevel(Level.OFF);
        try {
            return run(first, count);
        } finally {
            logs.setLevel(before);
        }
    }

    private int run(long first, long count) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        CrashRun.Result result;
        try (TemporaryFolder folder = TemporaryFolder.createIn(workFolder(), "kaizen-crash");
                Progress bar = Progress.of("crash", "trials", count, spec.commandLine().getErr())) {
            CrashRun.Plan plan =
                    new CrashRun.Plan(
                            seed,
                            new CrashRun.Bounds(first, count, FINDINGS_MAX, seconds),
                            pictures(),
                            mutation,
                            folder.path());
            result = new CrashRun(plan, (done, findings) -> bar.stepTo(done)).run();
        }
        report(result, (System.nanoTime() - begin) / 1e9);
        return result.findings().isEmpty() ? 0 : 1;
    }

    private Path workFolder() {
        if (work != null) {
            return work;
        }
        return Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private List<Picture.Kind> pictures() {
        if (kinds.contains(ALL)) {
            return List.of(Picture.Kind.values());
        }
        return kinds.stream().map(this::picture).toList();
    }

    private Picture.Kind picture(String name) {
        return Arrays.stream(Picture.Kind.values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "--kind %s: is none of kill, torn, power, damage, all"
                                        .formatted(name)));
    }

    private void report(CrashRun.Result result, double took) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode report = JSON.createObjectNode();
            report.put("seed", seed);
            report.put("trials", result.trials());
            report.put("seconds", Math.round(took * 10) / 10.0);
            report.put("mutation", mutation.toString());
            ArrayNode findings = report.putArray("findings");
            result.findings()
                    .forEach(finding ->
                            findings.addObject()
                                    .put("seed", finding.seed())
                                    .put("trial", finding.trial())
                                    .put("picture", finding.picture())
                                    .put("what", finding.what()));
            ObjectNode tally = report.putObject("tally");
            result.tally().forEach(tally::put);
            out.println(JSON.writeValueAsString(report));
        } else {
            result.findings()
                    .forEach(finding ->
                            out.printf(
                                    "FINDING --seed %d --trial %d%n  %s%n  %s%n",
                                    finding.seed(),
                                    finding.trial(),
                                    finding.picture(),
                                    finding.what()));
            out.printf(
                    "seed %d: %d trials, %d findings, %.0f s%n",
                    seed, result.trials(), result.findings().size(), took);
        }
        out.flush();
    }
}
