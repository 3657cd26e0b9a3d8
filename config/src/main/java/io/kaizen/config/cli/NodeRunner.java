package io.kaizen.config.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.kaizen.config.node.DataFolder;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.ingress.metrics.MetricsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Runs a node until it is told to stop: SIGTERM or Ctrl-C closes it cleanly. */
final class NodeRunner {
    private NodeRunner() {}

    /**
     * @param onStart told when the node serves
     * @return the process's exit code
     */
    static int run(Settings settings, Consumer<KaizenNode> onStart)
            throws IOException, InterruptedException {
        if (LoggerFactory.getLogger("io.kaizen") instanceof Logger ours) {
            ours.setLevel(Level.valueOf(settings.get(Keys.LOG_LEVEL)));
        }
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        DataFolder folder = DataFolder.of(settings.get(Keys.DATA_DIR));
        AtomicReference<KaizenNode> running = new AtomicReference<>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(running, folder), "kaizen-shutdown"));
        KaizenNode node;
        try {
            node = KaizenNode.start(settings, folder, Version.client(), failure::complete);
        } catch (SettingsException wrong) {
            throw wrong;
        } catch (RuntimeException failed) {
            throw new NodeStartException(
                    "the node could not start: " + Causes.describe(failed), failed);
        }
        running.set(node);
        onStart.accept(node);
        try {
            Throwable broken = failure.get();
            System.err.println("kaizen: a stage failed, the node stops: " + broken);
            return 1;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Where the node serves, for a person. */
    static String urls(KaizenNode node) {
        String address =
                node.rpcAddress().getAddress().getHostAddress() + ":" + node.rpcAddress().getPort();
        String urls = "  HTTP       http://%s%n  WebSocket  ws://%s%n".formatted(address, address);
        InetSocketAddress metrics = node.metricsAddress();
        return metrics == null
                ? urls
                : urls
                        + "  Metrics    http://%s:%d%s%n"
                                .formatted(
                                        metrics.getAddress().getHostAddress(),
                                        metrics.getPort(),
                                        MetricsServer.PATH);
    }

    /** Closes the node, or leaves no temporary folder where it had not yet started. */
    private static void stop(AtomicReference<KaizenNode> running, DataFolder folder) {
        KaizenNode node = running.get();
        if (node != null) {
            node.close();
            return;
        }
        try {
            folder.discard();
        } catch (IOException left) {
            System.err.println("kaizen: " + Causes.describe(left));
        }
    }
}
