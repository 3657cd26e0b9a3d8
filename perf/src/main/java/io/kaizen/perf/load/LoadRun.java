package io.kaizen.perf.load;

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
import java.util.function.LongConsumer;
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
        /** What is signed and written before the clock runs, half a kilobyte each. */
        static final int COUNT_MAX = 4_000_000;

        public Plan {
            require(
                    count > 0 && count <= COUNT_MAX,
                    "count must lie in 1.." + COUNT_MAX + " (a soak has no end): " + count);
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

    private final Plan plan;
    private final Sender funder;
    private final LoadLane.Tally tally;

    /**
     * @param funder a rich account of the node
     * @param progress told how many transactions were answered
     */
    public LoadRun(Plan plan, Sender funder, LongConsumer progress) {
        this.plan = plan;
        this.funder = funder;
        this.tally = new LoadLane.Tally(progress);
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
            List<LoadLane> lanes = new ArrayList<>();
            try {
                for (List<Bytes> raws : sign(bench, workload, senders, token)) {
                    RpcClient client = plan.target().connect(executor);
                    lanes.add(new LoadLane(client, raws, plan.batch(), tally));
                }
                return measure(executor, lanes, () -> awaitMined(bench, senders));
            } finally {
                for (LoadLane lane : lanes) {
                    lane.close();
                }
            }
        }
    }

    /** What ends the clock. */
    @FunctionalInterface
    private interface Mined {
        void await() throws IOException, InterruptedException;
    }

    private Map<String, Object> measure(ExecutorService executor, List<LoadLane> lanes, Mined mined)
            throws IOException, InterruptedException {
        Double serverBefore = Bench.cpuSeconds(plan.serverPid());
        Double ownBefore = Bench.cpuSeconds(ProcessHandle.current().pid());
        long start = System.nanoTime();
        drive(executor, lanes, start);
        double sendSeconds = (System.nanoTime() - start) / 1e9;
        mined.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        Double server = spent(serverBefore, Bench.cpuSeconds(plan.serverPid()));
        Double own = spent(ownBefore, Bench.cpuSeconds(ProcessHandle.current().pid()));
        return figures(seconds, sendSeconds, server, own);
    }

    private static @Nullable Double spent(@Nullable Double before, @Nullable Double after) {
        return before == null || after == null ? null : after - before;
    }

    /** By connection, in an order that keeps every sender's nonces. */
    private List<List<Bytes>> sign(
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
        return flat;
    }

    private void drive(ExecutorService executor, List<LoadLane> lanes, long start)
            throws IOException, InterruptedException {
        List<Future<?>> drivers = new ArrayList<>();
        double ratePerLane = plan.ratePerSecond() / lanes.size();
        for (LoadLane lane : lanes) {
            drivers.add(
                    executor.submit(() -> {
                        lane.run(start, ratePerLane);
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
        if (!tally.refusals.isEmpty()) {
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
            double seconds, double sendSeconds, @Nullable Double server, @Nullable Double own) {
        Map<String, Object> figures = new LinkedHashMap<>();
        int refused = tally.refusals.sum();
        figures.put("kind", plan.kind().name().toLowerCase(java.util.Locale.ROOT));
        figures.put("transactions", plan.count());
        figures.put("refused", refused);
        figures.put("refusals", tally.refusals.counts());
        figures.put("sentAgain", tally.sentAgain.sum());
        figures.put("seconds", seconds);
        figures.put("sendSeconds", sendSeconds);
        figures.put("transactionsPerSecond", (plan.count() - refused) / seconds);
        if (server != null) {
            figures.put("serverCpuSeconds", server);
            figures.put("transactionsPerServerCpuSecond", (plan.count() - refused) / server);
        }
        if (own != null) {
            figures.put("harnessCpuSeconds", own);
        }
        figures.put("requestMicros", LatencyRun.percentiles(tally.requestMicros));
        return figures;
    }
}
