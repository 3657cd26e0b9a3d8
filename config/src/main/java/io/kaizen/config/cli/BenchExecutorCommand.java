package io.kaizen.config.cli;

import io.kaizen.exec.parallel.ParallelExecutor.Mode;
import io.kaizen.perf.executor.ExecutorRun;
import io.kaizen.perf.executor.Mix;
import io.kaizen.perf.executor.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench executor}: the parallel executor beside the sequential one. */
@Command(
        name = "executor",
        description = {
            "Measures the parallel executor beside the sequential one, on the same transactions in",
            "turn: senders known, state in memory, no root. Prints JSON."
        },
        mixinStandardHelpOptions = true)
final class BenchExecutorCommand implements Callable<Integer> {
    /** Of what is simulated: medians are taken over so many. */
    private static final int REPLAYS = 9;

    private static final int THREADS_MAX = 256;

    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "only workloads whose name begins like one of these")
    private List<String> only = List.of();

    @Option(
            names = "--mode",
            defaultValue = "ADAPTIVE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Mode mode;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "of the parallel executor (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--pairs",
            defaultValue = "15",
            description = "measured, of one run each way (default: ${DEFAULT-VALUE})")
    private int pairs;

    @Option(
            names = "--transactions",
            defaultValue = "40000",
            description = "in a run (default: ${DEFAULT-VALUE})")
    private int transactions;

    @Option(
            names = "--warmup-ms",
            defaultValue = "4000",
            description = "before each workload (default: ${DEFAULT-VALUE})")
    private long warmupMs;

    @Option(
            names = "--accounts",
            defaultValue = "10000",
            description = "that take part (default: ${DEFAULT-VALUE})")
    private int accounts;

    @Option(names = "--seed", defaultValue = "1", description = "of the choices")
    private long seed;

    @Option(
            names = "--simulate",
            description = "also says what 2 to 32 threads would give, by a simulated schedule")
    private boolean simulates;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchExecutorCommand() {}

    @Override
    public Integer call() throws IOException {
        Usage.requireBetween(spec.commandLine(), "--threads", threads, 1, THREADS_MAX);
        Usage.requireAtLeast(spec.commandLine(), "--warmup-ms", warmupMs, 0);
        Usage.requireAtLeast(spec.commandLine(), "--pairs", pairs, 1);
        Usage.requireAtLeast(spec.commandLine(), "--transactions", transactions, 1);
        Usage.requireAtLeast(spec.commandLine(), "--accounts", accounts, 512);
        List<Mix> mixes =
                Arrays.stream(Mix.values())
                        .filter(m ->
                                only.isEmpty() || only.stream().anyMatch(m.label()::startsWith))
                        .toList();
        if (mixes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no workload is named like "
                            + only
                            + "; there are "
                            + Arrays.stream(Mix.values()).map(Mix::label).toList());
        }
        ExecutorRun run =
                new ExecutorRun(
                        accounts,
                        transactions,
                        pairs,
                        Duration.ofMillis(warmupMs),
                        threads,
                        mode,
                        seed);
        Simulation simulation = new Simulation(accounts, transactions, REPLAYS, seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Progress progress =
                Progress.of("executor", "workloads", mixes.size(), spec.commandLine().getErr())) {
            for (Mix mix : mixes) {
                Map<String, Object> row = run.run(mix);
                if (simulates) {
                    row.put("simulated", simulation.run(mix, threads, (double) row.get("speedup")));
                }
                rows.add(row);
                progress.stepTo(rows.size());
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("java", System.getProperty("java.vm.version"));
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("threads", threads);
        figures.put("mode", mode);
        figures.put("workloads", rows);
        spec.commandLine().getOut().println(BenchCommand.JSON.writeValueAsString(figures));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
