package io.kaizen.config.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
        KaizenNode node;
        try {
            node = KaizenNode.start(settings, Version.client(), failure::complete);
        } catch (RuntimeException failed) {
            throw new NodeStartException(
                    "the node could not start: " + rootMessage(failed), failed);
        }
        Thread closer = new Thread(node::close, "kaizen-shutdown");
        Runtime.getRuntime().addShutdownHook(closer);
        onStart.accept(node);
        try {
            Throwable broken = failure.get();
            System.err.println("kaizen: a stage failed, the node stops: " + broken);
            return 1;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The message, and that of the first cause where it says something else. */
    private static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(failed.getMessage());
        String cause = String.valueOf(root.getMessage());
        return message.contains(cause) ? message : message + ": " + cause;
    }
}
