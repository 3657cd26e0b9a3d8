package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Throughput: signs everything first, sends it over several connections as fast as the node answers
 * (or at a fixed rate), and waits until every sender's nonce says that all of it is in blocks.
 *
 * <p>A sender's transactions travel in nonce order over one connection, so that its order is kept
 * without waiting. What is refused is sent again for some seconds before it counts as refused.
 */
public final class LoadRun {
    /**
     * @param count transactions in all
     * @param senders that share them evenly
     * @param connections in parallel
     * @param batch calls in one request
     * @param ratePerSecond offered load; 0 for as fast as the node takes it
     * @param serverPid whose CPU time is read; 0 for none
     * @param seed of keys and recipients
     */
    public record Plan(
            Target target,
            Workload.Kind kind,
            int count,
            int senders,
            int connections,
            int batch,
            double ratePerSecond,
            long serverPid,
            long seed) {
        public Plan {
            require(count > 0, "count must be positive: " + count);
            require(senders > 0 && senders <= count, "senders must lie in 1.." + count);
            require(
                    connections > 0 && connections <= senders,
                    "connections must lie in 1.." + senders);
            require(batch > 0, "batch must be positive: " + batch);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /** Pause before what was refused is sent again, and how often it is. */
    private static final long ROUND_MS = 20;

    private static final int ROUNDS_MAX = 250;

    private enum Refused {
        TO_COME_AGAIN,
        FOR_GOOD
    }

    private final Plan plan;
    private final Sender funder;
    private final LongConsumer progress;
    private final Histogram requestTimes = new ConcurrentHistogram(3);
    private final AtomicLong sent = new AtomicLong();
    private final LongAdder sentAgain = new LongAdder();
    private final Refusals refusals = new Refusals();

    /**
     * @param funder a rich account of the node
     * @param progress told how many transactions were answered
     */
    public LoadRun(Plan plan, Sender funder, LongConsumer progress) {
        this.plan = plan;
        this.funder = funder;
        this.progress = progress;
    }

    /** Runs the plan; figures by name, ready for JSON. */
    public Map<String, Object> run() throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                RpcClient control =
                        Target.of(plan.target().uri().toString(), Target.Transport.HTTP)
                                .connect(executor)) {
            Workload workload = new Workload(Bench.chainId(control), plan.seed());
            Bench bench = new Bench(control, workload, funder);
            List<Sender> senders = workload.senders(plan.senders());
            bench.fund(senders, plan.kind(), plan.count());
            Address token =
                    plan.kind() == Workload.Kind.ERC20 ? bench.token(senders) : Address.ZERO;
            List<List<List<Bytes>>> lanes = sign(bench, workload, senders, token);
            Double cpuBefore = Bench.cpuSeconds(plan.serverPid());
            long start = System.nanoTime();
            drive(executor, lanes, start);
            double sendSeconds = (System.nanoTime() - start) / 1e9;
            awaitMined(bench, senders);
            double seconds = (System.nanoTime() - start) / 1e9;
            Double cpuAfter = Bench.cpuSeconds(plan.serverPid());
            return figures(seconds, sendSeconds, cpuBefore, cpuAfter);
        }
    }

    /** By connection: the requests, each a batch, in an order that keeps every sender's nonces. */
    private List<List<List<Bytes>>> sign(
            Bench bench, Workload workload, List<Sender> senders, Address token)
            throws IOException, InterruptedException {
        List<List<Bytes>> flat = new ArrayList<>();
        for (int c = 0; c < plan.connections(); c++) {
            flat.add(new ArrayList<>());
        }
        long[] nonces = new long[senders.size()];
        for (int s = 0; s < senders.size(); s++) {
            nonces[s] = bench.nonce(senders.get(s).address(), "latest");
        }
        for (int i = 0; i < plan.count(); i++) {
            int s = i % senders.size();
            Sender from = senders.get(s);
            Address to = workload.recipient(i);
            Bytes raw =
                    switch (plan.kind()) {
                        case TRANSFER -> workload.transfer(from, nonces[s]++, to, Word.ONE);
                        case ERC20 ->
                                workload.tokenTransfer(from, nonces[s]++, token, to, Word.ONE);
                    };
            flat.get(s % plan.connections()).add(raw);
        }
        return flat.stream().map(lane -> chunks(lane, plan.batch())).toList();
    }

    private static List<List<Bytes>> chunks(List<Bytes> lane, int size) {
        List<List<Bytes>> chunks = new ArrayList<>();
        for (int from = 0; from < lane.size(); from += size) {
            chunks.add(lane.subList(from, Math.min(from + size, lane.size())));
        }
        return chunks;
    }

    private void drive(ExecutorService executor, List<List<List<Bytes>>> lanes, long start)
            throws IOException, InterruptedException {
        List<Future<?>> drivers = new ArrayList<>();
        double ratePerLane = plan.ratePerSecond() / lanes.size();
        for (List<List<Bytes>> lane : lanes) {
            drivers.add(
                    executor.submit(() -> {
                        driveLane(executor, lane, start, ratePerLane);
                        return null;
                    }));
        }
        for (Future<?> driver : drivers) {
            try {
                driver.get();
            } catch (java.util.concurrent.ExecutionException failed) {
                throw new IOException(
                        "a connection failed: " + failed.getCause(), failed.getCause());
            }
        }
    }

    private void driveLane(
            ExecutorService executor, List<List<Bytes>> requests, long start, double rate)
            throws IOException, InterruptedException {
        try (RpcClient client = plan.target().connect(executor)) {
            long done = 0;
            for (List<Bytes> batch : requests) {
                long due = rate == 0 ? System.nanoTime() : start + (long) (done / rate * 1e9);
                sleepUntil(due);
                List<Bytes> refused = send(client, batch, due, Refused.TO_COME_AGAIN);
                // One that a full pool refuses would leave a gap before all that follow it.
                for (int round = 1; !refused.isEmpty() && round <= ROUNDS_MAX; round++) {
                    Thread.sleep(ROUND_MS);
                    sentAgain.add(refused.size());
                    Refused last = round < ROUNDS_MAX ? Refused.TO_COME_AGAIN : Refused.FOR_GOOD;
                    refused = send(client, refused, System.nanoTime(), last);
                }
                done += batch.size();
            }
        }
    }

    /** What was refused. */
    private List<Bytes> send(RpcClient client, List<Bytes> raws, long due, Refused meaning)
            throws IOException, InterruptedException {
        List<RpcRequest> calls =
                raws.stream()
                        .map(raw -> RpcRequest.of("eth_sendRawTransaction", raw.hex()))
                        .toList();
        List<JsonNode> answers = Futures.await(client.send(calls));
        requestTimes.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
        List<Bytes> refused = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).hasNonNull("error")) {
                refused.add(raws.get(i));
                if (meaning == Refused.FOR_GOOD) {
                    refusals.count(answers.get(i).path("error").path("message").asText());
                }
            }
        }
        int answered = meaning == Refused.FOR_GOOD ? raws.size() : raws.size() - refused.size();
        progress.accept(sent.addAndGet(answered));
        return refused;
    }

    static void sleepUntil(long due) throws InterruptedException {
        long left;
        while ((left = due - System.nanoTime()) > 0) {
            Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    private void awaitMined(Bench bench, List<Sender> senders)
            throws IOException, InterruptedException {
        long each = plan.count() / senders.size();
        long extra = plan.count() % senders.size();
        if (!refusals.isEmpty()) {
            // What was refused will never be mined: give the rest a moment, report the difference.
            Thread.sleep(1_000);
            return;
        }
        long deadline = System.nanoTime() + 120_000_000_000L;
        for (int s = 0; s < senders.size(); s++) {
            long wanted = each + (s < extra ? 1 : 0);
            while (bench.nonce(senders.get(s).address(), "latest") < wanted) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "not mined within 120 s: transactions of " + senders.get(s));
                }
                Thread.sleep(2);
            }
        }
    }

    private Map<String, Object> figures(
            double seconds,
            double sendSeconds,
            @Nullable Double cpuBefore,
            @Nullable Double cpuAfter) {
        Map<String, Object> figures = new LinkedHashMap<>();
        int refused = refusals.sum();
        figures.put("kind", plan.kind().name().toLowerCase(java.util.Locale.ROOT));
        figures.put("transactions", plan.count());
        figures.put("refused", refused);
        figures.put("refusals", refusals.counts());
        figures.put("sentAgain", sentAgain.sum());
        figures.put("seconds", seconds);
        figures.put("sendSeconds", sendSeconds);
        figures.put("transactionsPerSecond", (plan.count() - refused) / seconds);
        if (cpuBefore != null && cpuAfter != null) {
            double cpu = cpuAfter - cpuBefore;
            figures.put("serverCpuSeconds", cpu);
            figures.put("transactionsPerServerCpuSecond", (plan.count() - refused) / cpu);
        }
        figures.put("requestMicros", LatencyRun.percentiles(requestTimes));
        return figures;
    }
}
