package io.kaizen.config.cli;

import io.kaizen.exec.evm.Tier;
import io.kaizen.perf.evm.EthCallRun;
import io.kaizen.perf.evm.EvmRun;
import io.kaizen.perf.evm.EvmWorkload;
import io.kaizen.perf.evm.TransactionRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench evm}: the speed of the EVM, in this process or on nodes by eth_call. */
@Command(
        name = "evm",
        description = {
            "Measures the EVM on a list of calls: in this process, or with --rpc on nodes by eth_call,",
            "in turn, so that they can be compared. Prints JSON, and on standard error a line for each",
            "workload that fails or returns something else; exit status 1 if one does. A time that is",
            "lost in that of an empty call is null: below resolution.",
            "",
            "A list is JSON: [{name, code, calldata, expected, gas}], hexadecimal but for the gas."
        },
        mixinStandardHelpOptions = true)
final class BenchEvmCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "calls to run; default: the list that ships with Kaizen")
    private @Nullable Path list;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "only workloads whose name begins like one of these")
    private List<String> only = List.of();

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description =
                    "a node to measure by eth_call; may be given again: ratios are the first"
                            + " node's time by each other's. Nodes must allow the gas of the calls"
                            + " (Kaizen: setting rpc.call-gas-max)")
    private List<String> urls = List.of();

    @Option(
            names = "--tier",
            paramLabel = "T",
            defaultValue = "HOT",
            description =
                    "in this process, when code runs in register form: ${COMPLETION-CANDIDATES}"
                            + " (default: ${DEFAULT-VALUE})")
    private Tier tier;

    @Option(
            names = "--warmup-ms",
            defaultValue = "1500",
            description = "before each measurement (default: ${DEFAULT-VALUE})")
    private long warmupMs;

    @Option(
            names = "--measure-ms",
            defaultValue = "1500",
            description = "of each workload (default: ${DEFAULT-VALUE})")
    private long measureMs;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchEvmCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine command = spec.commandLine();
        Usage.requireAtLeast(command, "--warmup-ms", warmupMs, 0);
        Usage.requireAtLeast(command, "--measure-ms", measureMs, 0);
        urls.forEach(url -> Usage.requireNode(command, "--rpc", url));
        List<EvmWorkload> workloads = workloads();
        Duration warmup = Duration.ofMillis(warmupMs);
        Duration measured = Duration.ofMillis(measureMs);
        Map<String, Object> figures;
        try (Progress progress =
                Progress.of("evm", "workloads", workloads.size(), command.getErr())) {
            figures =
                    urls.isEmpty()
                            ? inProcess(workloads, warmup, measured, progress)
                            : new EthCallRun(urls, warmup, measured)
                                    .run(workloads, progress::stepTo);
        }
        command.getOut().println(BenchCommand.JSON.writeValueAsString(figures));
        command.getOut().flush();
        return complain(figures) ? 1 : 0;
    }

    private List<EvmWorkload> workloads() throws IOException {
        Path file = list;
        if (file != null) {
            Usage.requireExisting(spec.commandLine(), file);
        }
        List<EvmWorkload> all = file == null ? EvmWorkload.shipped() : EvmWorkload.read(file);
        List<EvmWorkload> chosen =
                all.stream()
                        .filter(w -> only.isEmpty() || only.stream().anyMatch(w.name()::startsWith))
                        .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no workload is named like "
                            + only
                            + "; there are "
                            + all.stream().map(EvmWorkload::name).toList());
        }
        return chosen;
    }

    private Map<String, Object> inProcess(
            List<EvmWorkload> workloads, Duration warmup, Duration measured, Progress progress)
            throws IOException {
        EvmRun run = new EvmRun(tier, warmup, measured);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (EvmWorkload workload : workloads) {
            rows.add(run.run(workload));
            progress.stepTo(rows.size());
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("java", System.getProperty("java.vm.version"));
        figures.put("tier", tier.name().toLowerCase(Locale.ROOT));
        figures.put("workloads", rows);
        if (only.isEmpty() && list == null) {
            figures.put("transactions", new TransactionRun(warmup, measured).run());
        }
        return figures;
    }

    /** A line for each workload that failed; whether there was one. */
    private boolean complain(Map<String, Object> figures) {
        boolean failed = false;
        PrintWriter err = spec.commandLine().getErr();
        for (Object row : (List<?>) figures.getOrDefault("workloads", List.of())) {
            Map<?, ?> fields = (Map<?, ?>) row;
            if (fields.containsKey("error")) {
                err.println("FAIL " + fields.get("name") + ": " + fields.get("error"));
                failed = true;
            }
            if (fields.containsKey("belowResolution")) {
                err.println(
                        "%s: below resolution on %s"
                                .formatted(fields.get("name"), fields.get("belowResolution")));
            }
        }
        err.flush();
        return failed;
    }
}
