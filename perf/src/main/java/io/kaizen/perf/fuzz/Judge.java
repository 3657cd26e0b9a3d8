package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.Finding.Kind;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs blocks on our engine, on a thread of its own, and compares them with the peer's. An
 * exception and a run without an end are findings like any other.
 */
final class Judge implements AutoCloseable {
    /** A block of the peer's takes about a second. */
    private static final int PATIENCE_S = 120;

    private final LocalBlock.Runner runner;
    private final MemoryState genesis;
    private final Thread[] worker = new Thread[1];
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "fuzz-judge");
                thread.setDaemon(true);
                worker[0] = thread;
                return thread;
            });

    Judge(Revision revision, MemoryState genesis) {
        this.runner = new LocalBlock.Runner(revision);
        this.genesis = genesis;
    }

    /** A judgement under way. */
    record Pending(Block block, PeerBlock peer, Future<List<Finding>> findings) {}

    Pending submit(Block block, PeerBlock peer) {
        return new Pending(block, peer, executor.submit(() -> judge(block, peer)));
    }

    /** What the engines disagree on; empty where they agree. */
    List<Finding> await(Pending pending) throws InterruptedException {
        try {
            return pending.findings().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return failure("exception: " + trace(failed.getCause()));
        } catch (TimeoutException hanging) {
            return failure("no end after " + PATIENCE_S + " s: " + where());
        }
    }

    private List<Finding> judge(Block block, PeerBlock peer) {
        List<RecoveredTransaction> transactions = Comparison.ordered(peer, block.transactions());
        LocalBlock local =
                runner.run(
                        genesis,
                        block.accounts(),
                        peer.context(),
                        transactions,
                        peer.traces().keySet());
        return Comparison.of(peer, local);
    }

    private static List<Finding> failure(String text) {
        return List.of(new Finding(Kind.FAILURE, text));
    }

    private static String trace(Throwable cause) {
        StringBuilder text = new StringBuilder(cause.toString());
        for (StackTraceElement element : cause.getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    private String where() {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : worker[0].getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
