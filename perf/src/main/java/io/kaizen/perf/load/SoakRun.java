package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Load for hours: signed while it is sent, at a fixed rate, to a bounded set of recipients, with a
 * row of figures at each interval, and at the end a count of what is lost.
 */
public final class SoakRun {
    /**
     * @param rate transactions a second; 0 for as many as are taken
     * @param recipients that are paid at random; all exist once each was paid
     * @param interval between rows
     * @param serverPid whose memory and CPU time are read; 0 for none
     * @param data folder of the node, for its size on disk
     * @param metrics of the node, for its collector
     */
    public record Plan(
            Target target,
            Workload.Kind kind,
            double rate,
            Duration duration,
            Duration interval,
            int senders,
            int recipients,
            int connections,
            int batch,
            long serverPid,
            @Nullable Path data,
            @Nullable URI metrics,
            long seed) {}

    private final Plan plan;
    private final Sender funder;
    private final Consumer<Map<String, Object>> each;
    private final SoakLane.Tally tally = new SoakLane.Tally(new ConcurrentHistogram(3));
    private final NodeWatch watch;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /**
     * @param each told each row as it is made
     */
    public SoakRun(Plan plan, Sender funder, Consumer<Map<String, Object>> each) {
        this.plan = plan;
        this.funder = funder;
        this.each = each;
        this.watch = new NodeWatch(plan.serverPid(), plan.data(), plan.metrics());
    }

    /**
     * Runs the plan; figures by name, ready for JSON. {@code lost} counts transactions that were
     * taken and are in no block two minutes after the last, {@code receiptsMissing} those of the
     * {@code receiptsAsked} that have no receipt. Where a connection broke, {@code failure} says
     * how, and the figures go that far.
     */
    public Map<String, Object> run() throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                RpcClient control =
                        Target.of(plan.target().uri().toString(), Target.Transport.HTTP)
                                .connect(executor)) {
            Workload workload = new Workload(Bench.chainId(control), plan.seed());
            Bench bench = new Bench(control, workload, funder);
            List<SoakSender> senders = senders(bench, workload);
            long start = System.nanoTime();
            List<SoakLane> lanes = lanes(senders);
            List<Future<?>> running = start(executor, lanes, start);
            try {
                sample(running, start);
            } catch (IOException failed) {
                executor.shutdownNow();
                Map<String, Object> figures = figures((System.nanoTime() - start) / 1e9);
                figures.put("failure", String.valueOf(failed.getMessage()));
                return figures;
            }
            Map<String, Object> figures = figures((System.nanoTime() - start) / 1e9);
            figures.put("lost", lost(bench, senders));
            receipts(control, lanes, figures);
            return figures;
        }
    }

    private static void receipts(
            RpcClient control, List<SoakLane> lanes, Map<String, Object> figures)
            throws IOException, InterruptedException {
        int asked = 0;
        int missing = 0;
        for (SoakLane lane : lanes) {
            for (String hash : lane.remembered()) {
                asked++;
                JsonNode receipt = control.call(RpcRequest.of("eth_getTransactionReceipt", hash));
                missing += hash.equals(receipt.path("transactionHash").asText()) ? 0 : 1;
            }
        }
        figures.put("receiptsAsked", asked);
        figures.put("receiptsMissing", missing);
    }

    private List<SoakSender> senders(Bench bench, Workload workload)
            throws IOException, InterruptedException {
        List<Sender> keys = workload.senders(plan.senders());
        bench.fund(
                keys,
                SoakSender.costMax(plan.kind())
                        .times(Math.ceilDiv(transactionsMax(), keys.size())));
        Address token = plan.kind() == Workload.Kind.ERC20 ? bench.token(keys) : Address.ZERO;
        List<SoakSender> senders = new ArrayList<>();
        for (Sender key : keys) {
            long nonce = bench.nonce(key.address(), "latest");
            senders.add(new SoakSender(workload, key, nonce, plan.kind(), token));
        }
        return senders;
    }

    /** More than can be sent; a run without a rate is taken to reach 60,000 a second at most. */
    private long transactionsMax() {
        double rate = plan.rate() == 0 ? 60_000 : plan.rate();
        return (long) (rate * (plan.duration().toSeconds() + 60.0) * 1.125);
    }

    private List<SoakLane> lanes(List<SoakSender> senders) {
        List<SoakLane> lanes = new ArrayList<>();
        for (int c = 0; c < plan.connections(); c++) {
            List<SoakSender> own = new ArrayList<>();
            for (int s = c; s < senders.size(); s += plan.connections()) {
                own.add(senders.get(s));
            }
            lanes.add(
                    new SoakLane(
                            plan.target(),
                            source(own, c),
                            plan.batch(),
                            plan.rate() / plan.connections(),
                            tally,
                            plan.seed() + c));
        }
        return lanes;
    }

    private List<Future<?>> start(ExecutorService executor, List<SoakLane> lanes, long start) {
        long end = start + plan.duration().toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (SoakLane lane : lanes) {
            running.add(
                    executor.submit(() -> {
                        lane.run(executor, start, end);
                        return null;
                    }));
        }
        return running;
    }

    /** The lane's senders in turn. */
    private Supplier<Bytes> source(List<SoakSender> own, int lane) {
        TableSigner signer = new TableSigner(plan.seed() + lane);
        SplittableRandom random = new SplittableRandom(plan.seed() - lane);
        int[] turn = {0};
        return () -> {
            SoakSender sender = own.get(turn[0]++ % own.size());
            turn[0] %= own.size();
            return sender.next(signer, random.nextInt(plan.recipients()));
        };
    }

    private void sample(List<Future<?>> lanes, long start)
            throws IOException, InterruptedException {
        long taken = 0;
        long at = start;
        while (lanes.stream().anyMatch(lane -> !lane.isDone())) {
            long next = at + plan.interval().toNanos();
            while (System.nanoTime() < next && lanes.stream().anyMatch(lane -> !lane.isDone())) {
                failIfFailed(lanes);
                Thread.sleep(100);
            }
            long now = System.nanoTime();
            long accepted = tally.accepted.sum();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("seconds", (now - start) / 1_000_000_000);
            row.put("transactions", accepted);
            row.put("perSecond", Math.round((accepted - taken) / ((now - at) / 1e9)));
            row.put("refused", tally.refused.sum());
            row.putAll(watch.look());
            rows.add(row);
            each.accept(row);
            taken = accepted;
            at = now;
        }
        failIfFailed(lanes);
    }

    private static void failIfFailed(List<Future<?>> lanes)
            throws IOException, InterruptedException {
        for (Future<?> lane : lanes) {
            if (lane.isDone()) {
                try {
                    lane.get();
                } catch (ExecutionException failed) {
                    throw new IOException(
                            "a connection failed: " + failed.getCause(), failed.getCause());
                }
            }
        }
    }

    private static long lost(Bench bench, List<SoakSender> senders)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        long lost = 0;
        for (SoakSender sender : senders) {
            long mined = bench.nonce(sender.address(), "latest");
            while (mined < sender.nonce() && System.nanoTime() < deadline) {
                Thread.sleep(10);
                mined = bench.nonce(sender.address(), "latest");
            }
            lost += sender.nonce() - mined;
        }
        return lost;
    }

    private Map<String, Object> figures(double seconds) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Histogram requests = tally.requestMicros;
        figures.put("kind", plan.kind().name().toLowerCase(java.util.Locale.ROOT));
        figures.put("seconds", seconds);
        figures.put("transactions", tally.accepted.sum());
        figures.put("transactionsPerSecond", tally.accepted.sum() / seconds);
        figures.put("refusedAndSentAgain", tally.refused.sum());
        figures.put("refusals", tally.refusals.counts());
        figures.put("requestMicros", LatencyRun.percentiles(requests));
        figures.put("rows", rows);
        return figures;
    }
}
