package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kaizen.config.genesis.DevAccounts;
import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.perf.load.LatencyRun;
import io.kaizen.perf.load.LoadRun;
import io.kaizen.perf.load.Scrape;
import io.kaizen.perf.load.Target;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kaizen bench}: measurements of any Ethereum node, as JSON on standard output. */
@Command(
        name = "bench",
        description =
                "Measures the EVM, the executor, the root, a whole node, or any node over RPC.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchEvmCommand.class,
            BenchExecutorCommand.class,
            BenchPipelineCommand.class,
            BenchRootCommand.class,
            BenchSoakCommand.class
        })
final class BenchCommand {
    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec private CommandSpec spec;

    /** The field is filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    BenchCommand() {}

    /** What both measurements share. */
    static final class Shared {
        @Option(
                names = "--rpc",
                defaultValue = "http://127.0.0.1:8545",
                description = "the node's URL (default: ${DEFAULT-VALUE})")
        String rpc = "";

        @Option(
                names = "--funder-key",
                description = "secret key (hex) of a rich account; default: the first dev account")
        String funderKey = "";

        @Option(
                names = "--seed",
                description = "seed of keys and recipients; default: a new one, which is printed")
        long seed = System.nanoTime();

        @Option(
                names = "--metrics",
                paramLabel = "URL",
                description = {
                    "of a Kaizen node's meters (http://127.0.0.1:9545/metrics): prints by how much",
                    "its counters grew meanwhile"
                })
        @Nullable URI metrics;

        /** The meters now, where they are asked for. */
        @Nullable Scrape scrape() throws IOException, InterruptedException {
            return metrics == null ? null : Scrape.fetch(metrics);
        }

        /**
         * @throws ParameterException for an option that says nothing useful
         */
        Sender funder(CommandLine command) {
            Usage.requireNode(command, "--rpc", rpc);
            if (metrics != null && !List.of("http", "https").contains(metrics.getScheme())) {
                throw new ParameterException(command, "--metrics: not an http URL: " + metrics);
            }
            try {
                Bytes key =
                        funderKey.isEmpty()
                                ? DevAccounts.derive(DevAccounts.MNEMONIC, 1).getFirst().secretKey()
                                : Bytes.fromHex(funderKey);
                return new Sender(Secp256k1.address(key.array()), key);
            } catch (IllegalArgumentException malformed) {
                throw new ParameterException(
                        command, "--funder-key: " + malformed.getMessage(), malformed);
            }
        }
    }

    @Command(
            name = "load",
            description = "Throughput: pre-signed transactions as fast as the node takes them.",
            mixinStandardHelpOptions = true)
    int load(
            @Mixin Shared shared,
            @Option(
                            names = "--kind",
                            defaultValue = "transfer",
                            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
                    Workload.Kind kind,
            @Option(
                            names = "--transport",
                            defaultValue = "http",
                            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
                    Target.Transport transport,
            @Option(
                            names = "--count",
                            defaultValue = "10000",
                            description = "transactions (default: ${DEFAULT-VALUE})")
                    int count,
            @Option(
                            names = "--senders",
                            defaultValue = "200",
                            description = "accounts that share them (default: ${DEFAULT-VALUE})")
                    int senders,
            @Option(
                            names = "--connections",
                            defaultValue = "4",
                            description = "in parallel (default: ${DEFAULT-VALUE})")
                    int connections,
            @Option(
                            names = "--batch",
                            defaultValue = "1",
                            description = "calls in one request (default: ${DEFAULT-VALUE})")
                    int batch,
            @Option(
                            names = "--rate",
                            defaultValue = "0",
                            description = "transactions a second, 0: as fast as possible")
                    double rate,
            @Option(
                            names = "--server-pid",
                            defaultValue = "0",
                            description = "process whose CPU time is measured")
                    long serverPid)
            throws IOException, InterruptedException {
        CommandLine command = subcommand("load");
        Usage.requireAtLeast(command, "--count", count, 1);
        Usage.requireAtLeast(command, "--senders", senders, 1);
        Usage.requireAtLeast(command, "--connections", connections, 1);
        Usage.requireAtLeast(command, "--batch", batch, 1);
        Usage.requireProcess(command, "--server-pid", serverPid);
        Usage.require(command, rate >= 0, "--rate " + rate + ": must be at least 0");
        Sender funder = shared.funder(command);
        LoadRun.Plan plan =
                new LoadRun.Plan(
                        Target.of(shared.rpc, transport),
                        kind,
                        count,
                        Math.min(senders, count),
                        Math.min(connections, Math.min(senders, count)),
                        batch,
                        rate,
                        serverPid,
                        shared.seed);
        try (Progress progress = Progress.of("load", "transactions", count, command.getErr())) {
            Scrape before = shared.scrape();
            return print(new LoadRun(plan, funder, progress::stepTo).run(), shared, before);
        }
    }

    @Command(
            name = "latency",
            description = "Submit-to-receipt latency at a fixed rate, open loop.",
            mixinStandardHelpOptions = true)
    int latency(
            @Mixin Shared shared,
            @Option(
                            names = "--mode",
                            defaultValue = "sync",
                            description =
                                    "sync (EIP-7966) or poll, for nodes without it"
                                            + " (default: ${DEFAULT-VALUE})")
                    LatencyRun.Mode mode,
            @Option(
                            names = "--transport",
                            defaultValue = "ws",
                            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
                    Target.Transport transport,
            @Option(
                            names = "--rate",
                            defaultValue = "100",
                            description = "transactions a second (default: ${DEFAULT-VALUE})")
                    double rate,
            @Option(
                            names = "--duration",
                            defaultValue = "60",
                            description = "seconds that are recorded (default: ${DEFAULT-VALUE})")
                    int seconds,
            @Option(
                            names = "--warmup",
                            defaultValue = "10",
                            description = "seconds before them (default: ${DEFAULT-VALUE})")
                    int warmup,
            @Option(
                            names = "--senders",
                            defaultValue = "50",
                            description = "accounts (default: ${DEFAULT-VALUE})")
                    int senders)
            throws IOException, InterruptedException {
        CommandLine command = subcommand("latency");
        Usage.requireAtLeast(command, "--duration", seconds, 1);
        Usage.requireAtLeast(command, "--warmup", warmup, 0);
        Usage.requireAtLeast(command, "--senders", senders, 1);
        Usage.require(command, rate > 0, "--rate " + rate + ": must be more than 0");
        Sender funder = shared.funder(command);
        LatencyRun.Plan plan =
                new LatencyRun.Plan(
                        Target.of(shared.rpc, transport),
                        mode,
                        rate,
                        Duration.ofSeconds(seconds),
                        Duration.ofSeconds(warmup),
                        senders,
                        shared.seed);
        int count = (int) ((seconds + warmup) * rate);
        try (Progress progress = Progress.of("latency", "transactions", count, command.getErr())) {
            Scrape before = shared.scrape();
            return print(new LatencyRun(plan, funder, progress::stepTo).run(), shared, before);
        }
    }

    private CommandLine subcommand(String name) {
        return Objects.requireNonNull(spec.subcommands().get(name));
    }

    private static int print(Map<String, Object> figures, Shared shared, @Nullable Scrape before)
            throws IOException, InterruptedException {
        Scrape after = shared.scrape();
        if (before != null && after != null) {
            figures.put("metrics", after.since(before));
        }
        figures.put("rpc", shared.rpc);
        figures.put("seed", shared.seed);
        System.out.println(JSON.writeValueAsString(figures));
        return figures.containsKey("failures") && !figures.get("failures").equals(0) ? 1 : 0;
    }
}
