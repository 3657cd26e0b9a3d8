package io.kaizen.config.cli;

import io.kaizen.config.genesis.DevAccounts;
import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.perf.load.LatencyRun;
import io.kaizen.perf.load.LoadRun;
import io.kaizen.perf.load.Target;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code kaizen train}: what a node does, for some seconds, so that the virtual machine can write
 * down what is loaded, linked and hot (JEP 483, JEP 515). The launcher runs it once for each build.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Runs a node under load for some seconds: for the launcher's AOT cache.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private static final int TRANSFERS = 40_000;
    private static final int TOKEN_TRANSFERS = 30_000;
    private static final int RATE = 500;
    private static final int SENDERS = 100;
    private static final int CONNECTIONS = 4;
    private static final int BATCH = 250;

    /** Each measurement has senders of its own, that begin at nonce 0. */
    private static final long TRANSFER_SEED = 1;

    private static final long LATENCY_SEED = 2;
    private static final long TOKEN_SEED = 3;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        DevAccount rich = DevAccounts.derive(DevAccounts.MNEMONIC, 1).getFirst();
        Sender funder = new Sender(rich.address(), rich.secretKey());
        Settings settings =
                Settings.defaults().with(Keys.RPC_PORT, "0").with(Keys.METRICS_PORT, "0");
        try (KaizenNode node = KaizenNode.start(settings, Version.client(), failure::set)) {
            String url = "http://127.0.0.1:" + node.rpcAddress().getPort();
            load(url, Workload.Kind.TRANSFER, TRANSFERS, TRANSFER_SEED, funder);
            latency(url, funder);
            load(url, Workload.Kind.ERC20, TOKEN_TRANSFERS, TOKEN_SEED, funder);
        }
        Throwable broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("the node failed", broken);
        }
        return 0;
    }

    private static void load(String url, Workload.Kind kind, int count, long seed, Sender funder)
            throws IOException, InterruptedException {
        LoadRun.Plan plan =
                new LoadRun.Plan(
                        Target.of(url, Target.Transport.HTTP),
                        kind,
                        count,
                        SENDERS,
                        CONNECTIONS,
                        BATCH,
                        0,
                        0,
                        seed);
        new LoadRun(plan, funder, done -> {}).run();
    }

    private static void latency(String url, Sender funder)
            throws IOException, InterruptedException {
        LatencyRun.Plan plan =
                new LatencyRun.Plan(
                        Target.of(url, Target.Transport.WS),
                        LatencyRun.Mode.SYNC,
                        RATE,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        SENDERS,
                        LATENCY_SEED);
        new LatencyRun(plan, funder, done -> {}).run();
    }
}
