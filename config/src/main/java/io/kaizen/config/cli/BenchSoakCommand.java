package io.kaizen.config.cli;

import io.kaizen.perf.load.SoakRun;
import io.kaizen.perf.load.Target;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench soak}: a node under load for hours. */
@Command(
        name = "soak",
        description = {
            "Load for as long as it takes to see what grows: signed while it is sent, at a fixed",
            "rate. A row of figures on standard error at each interval, all of them as JSON at the",
            "end. Exit status 1 where a transaction that the node took is lost, has no receipt, or",
            "a connection broke.",
        },
        mixinStandardHelpOptions = true)
final class BenchSoakCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BenchCommand.Shared shared;

    @Option(
            names = "--kind",
            defaultValue = "transfer",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Workload.Kind kind = Workload.Kind.TRANSFER;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description =
                    "transactions a second, 0: as fast as possible (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--duration",
            defaultValue = "3600",
            description = "seconds (default: ${DEFAULT-VALUE})")
    private int duration;

    @Option(
            names = "--interval",
            defaultValue = "60",
            description = "seconds between rows (default: ${DEFAULT-VALUE})")
    private int interval;

    @Option(
            names = "--senders",
            defaultValue = "200",
            description = "accounts that share the load (default: ${DEFAULT-VALUE})")
    private int senders;

    @Option(
            names = "--recipients",
            defaultValue = "1000000",
            description = "accounts that are paid, at random (default: ${DEFAULT-VALUE})")
    private int recipients;

    @Option(
            names = "--connections",
            defaultValue = "4",
            description = "in parallel (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--batch",
            defaultValue = "500",
            description = "calls in one request (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--server-pid",
            defaultValue = "0",
            description = "process whose memory and CPU time are read")
    private long serverPid;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "of the node: its size on disk is read")
    private @Nullable Path data;

    /** The fields are filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchSoakCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine command = spec.commandLine();
        check(command);
        Sender funder = shared.funder(command);
        SoakRun.Plan plan =
                new SoakRun.Plan(
                        Target.of(shared.rpc, Target.Transport.HTTP),
                        kind,
                        rate,
                        Duration.ofSeconds(duration),
                        Duration.ofSeconds(interval),
                        senders,
                        recipients,
                        Math.min(connections, senders),
                        batch,
                        serverPid,
                        data,
                        shared.metrics,
                        shared.seed);
        Map<String, Object> figures =
                new SoakRun(plan, funder, row -> print(row, command.getErr())).run();
        figures.put("rpc", shared.rpc);
        figures.put("seed", shared.seed);
        command.getOut().println(BenchCommand.JSON.writeValueAsString(figures));
        command.getOut().flush();
        boolean whole =
                Long.valueOf(0).equals(figures.get("lost"))
                        && Integer.valueOf(0).equals(figures.get("receiptsMissing"));
        return whole ? 0 : 1;
    }

    private void check(CommandLine command) {
        Usage.requireAtLeast(command, "--duration", duration, 1);
        Usage.requireAtLeast(command, "--interval", interval, 1);
        Usage.requireAtLeast(command, "--senders", senders, 1);
        Usage.requireAtLeast(command, "--recipients", recipients, 1);
        Usage.requireAtLeast(command, "--connections", connections, 1);
        Usage.requireAtLeast(command, "--batch", batch, 1);
        Usage.requireProcess(command, "--server-pid", serverPid);
        Usage.require(command, rate >= 0, "--rate " + rate + ": must be at least 0");
        if (data != null && !Files.isDirectory(data)) {
            throw new ParameterException(command, "--data-dir " + data + ": no folder there");
        }
    }

    private static void print(Map<String, Object> row, PrintWriter err) {
        err.println(
                row.entrySet().stream()
                        .map(one -> one.getKey() + "=" + shown(one))
                        .collect(Collectors.joining(" ")));
        err.flush();
    }

    /** Bytes in whole MiB: the exact figures are in the JSON. */
    private static String shown(Map.Entry<String, Object> one) {
        Object value = one.getValue();
        if (one.getKey().endsWith("Bytes") && value instanceof Long bytes) {
            return (bytes >> 20) + "MiB";
        }
        return value instanceof Double number ? "%.3f".formatted(number) : value.toString();
    }
}
