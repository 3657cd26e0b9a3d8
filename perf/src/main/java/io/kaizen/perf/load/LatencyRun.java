package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Latency from submission to receipt at a fixed rate, open loop: every transaction has its due
 * time, and its latency counts from there whether or not the one before was slow (no coordinated
 * omission).
 */
public final class LatencyRun {
    /** How the receipt is learned. */
    public enum Mode {
        /** eth_sendRawTransactionSync (EIP-7966): one call, answered with the receipt. */
        SYNC,
        /** eth_sendRawTransaction, then eth_getTransactionReceipt until there is one. */
        POLL
    }

    /**
     * @param ratePerSecond transactions offered
     * @param warmup at the same rate, not recorded
     * @param seed of keys and recipients
     */
    public record Plan(
            Target target,
            Mode mode,
            double ratePerSecond,
            Duration duration,
            Duration warmup,
            int senders,
            long seed) {
        public Plan {
            if (ratePerSecond <= 0 || senders <= 0) {
                throw new IllegalArgumentException("rate and senders must be positive");
            }
        }
    }

    /** Questions to the machine itself, before and after. */
    private static final int PROBES = 100;

    private final Plan plan;
    private final Sender funder;
    private final LongConsumer progress;
    private final Histogram latencies = new ConcurrentHistogram(3);
    private final LoopbackProbe machine = new LoopbackProbe();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private volatile String firstFailure = "";

    public LatencyRun(Plan plan, Sender funder, LongConsumer progress) {
        this.plan = plan;
        this.funder = funder;
        this.progress = progress;
    }

    /** How many transactions the plan sends, warm-up included. */
    public int count() {
        return (int)
                ((plan.duration().toNanos() + plan.warmup().toNanos())
                        / 1e9
                        * plan.ratePerSecond());
    }

    public Map<String, Object> run() throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                RpcClient control =
                        Target.of(plan.target().uri().toString(), Target.Transport.HTTP)
                                .connect(executor);
                RpcClient client = plan.target().connect(executor)) {
            Workload workload = new Workload(Bench.chainId(control), plan.seed());
            Bench bench = new Bench(control, workload, funder);
            List<Sender> senders = workload.senders(plan.senders());
            bench.fund(senders, Workload.Kind.TRANSFER, count());
            List<Bytes> raws = sign(bench, workload, senders);
            machine.ask(PROBES);
            drive(executor, client, raws);
            machine.ask(PROBES);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mode", plan.mode().name().toLowerCase(java.util.Locale.ROOT));
        figures.put("ratePerSecond", plan.ratePerSecond());
        figures.put("recorded", latencies.getTotalCount());
        figures.put("failures", failures.get());
        if (!firstFailure.isEmpty()) {
            figures.put("firstFailure", firstFailure);
        }
        figures.put("latencyMicros", percentiles(latencies));
        figures.put("loopbackEchoMicros", percentiles(machine.micros()));
        return figures;
    }

    private List<Bytes> sign(Bench bench, Workload workload, List<Sender> senders)
            throws IOException, InterruptedException {
        long[] nonces = new long[senders.size()];
        for (int s = 0; s < senders.size(); s++) {
            nonces[s] = bench.nonce(senders.get(s).address(), "latest");
        }
        List<Bytes> raws = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            int s = i % senders.size();
            raws.add(
                    workload.transfer(
                            senders.get(s), nonces[s]++, workload.recipient(i), Word.ONE));
        }
        return raws;
    }

    private void drive(ExecutorService executor, RpcClient client, List<Bytes> raws)
            throws InterruptedException, IOException {
        List<CompletableFuture<?>> open = new ArrayList<>();
        long start = System.nanoTime() + 10_000_000;
        long recordFrom = start + plan.warmup().toNanos();
        for (int i = 0; i < raws.size(); i++) {
            long due = start + (long) (i / plan.ratePerSecond() * 1e9);
            LoadRun.sleepUntil(due);
            Bytes raw = raws.get(i);
            CompletableFuture<?> receipt =
                    switch (plan.mode()) {
                        case SYNC -> sync(client, raw);
                        case POLL -> poll(executor, client, raw);
                    };
            open.add(
                    receipt.handle((done, failed) -> {
                        finish(due, due >= recordFrom, failed);
                        return null;
                    }));
        }
        Futures.await(CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)));
    }

    private void finish(
            long due, boolean record, @org.jspecify.annotations.Nullable Throwable failed) {
        if (failed != null) {
            if (failures.getAndIncrement() == 0) {
                firstFailure = failed.toString();
            }
        } else if (record) {
            latencies.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
        }
        progress.accept(answered.incrementAndGet());
    }

    private static CompletableFuture<?> sync(RpcClient client, Bytes raw) {
        return client.send(List.of(RpcRequest.of("eth_sendRawTransactionSync", raw.hex())))
                .thenApply(answers -> result(answers.getFirst()));
    }

    private static CompletableFuture<?> poll(
            ExecutorService executor, RpcClient client, Bytes raw) {
        return client.send(List.of(RpcRequest.of("eth_sendRawTransaction", raw.hex())))
                .thenApply(answers -> result(answers.getFirst()).asText())
                .thenAcceptAsync(hash -> pollReceipt(client, hash), executor);
    }

    /** On a virtual thread of its own, so that waiting costs nothing. */
    private static void pollReceipt(RpcClient client, String hash) {
        try {
            RpcRequest ask = RpcRequest.of("eth_getTransactionReceipt", hash);
            for (int attempt = 0; attempt < 20_000; attempt++) {
                if (!client.call(ask).isNull()) {
                    return;
                }
                Thread.sleep(1);
            }
            throw new IllegalStateException("no receipt of " + hash);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + hash, stopped);
        }
    }

    private static JsonNode result(RpcAnswer answer) {
        JsonNode result = answer.result();
        if (result == null) {
            throw new IllegalStateException(String.valueOf(answer.error()));
        }
        return result;
    }

    static Map<String, Object> percentiles(Histogram histogram) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("p50", histogram.getValueAtPercentile(50));
        row.put("p90", histogram.getValueAtPercentile(90));
        row.put("p99", histogram.getValueAtPercentile(99));
        row.put("p99.9", histogram.getValueAtPercentile(99.9));
        row.put("max", histogram.getMaxValue());
        return row;
    }
}
