package io.kaizen.perf.evm;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.perf.load.RpcClient;
import io.kaizen.perf.load.RpcRequest;
import io.kaizen.perf.load.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Measures workloads on nodes by {@code eth_call}, the code as a state override, call by call in
 * turn, so that all nodes meet the same machine. What an empty call takes is subtracted.
 */
public final class EthCallRun {
    /** STOP. */
    private static final Bytes EMPTY_CODE = Bytes.wrap(new byte[1]);

    private static final int CALLS_MIN = 5;

    private final List<String> urls;
    private final Duration warmup;
    private final Duration measured;

    /**
     * @param urls the nodes; ratios are the first one's time by another's
     * @param warmup of one workload on one node, as {@code measured}
     */
    public EthCallRun(List<String> urls, Duration warmup, Duration measured) {
        this.urls = List.copyOf(urls);
        this.warmup = warmup;
        this.measured = measured;
    }

    /** Called after each workload. */
    @FunctionalInterface
    public interface Progress {
        void done(int workloads);
    }

    /**
     * One row a workload: {@code milliseconds} by node in the order given, and {@code ratios}. A
     * time that is lost in that of the empty call is null, as are the ratios with it, and {@code
     * belowResolution} names the nodes. Where a call fails or returns something else, the row has
     * only an {@code error}, and the other workloads are measured all the same.
     *
     * @throws IOException if a node does not say who it is
     */
    public Map<String, Object> run(List<EvmWorkload> workloads, Progress progress)
            throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<RpcClient> clients = new ArrayList<>();
            try {
                for (String url : urls) {
                    clients.add(Target.of(url, Target.Transport.HTTP).connect(executor));
                }
                return rows(workloads, clients, progress);
            } finally {
                for (RpcClient client : clients) {
                    client.close();
                }
            }
        }
    }

    private Map<String, Object> rows(
            List<EvmWorkload> workloads, List<RpcClient> clients, Progress progress)
            throws IOException, InterruptedException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("nodes", names(clients));
        List<Map<String, Object>> rows = new ArrayList<>();
        result.put("workloads", rows);
        List<List<@Nullable Double>> ratios = new ArrayList<>();
        for (EvmWorkload workload : workloads) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", workload.name());
            String error = check(workload, clients);
            if (error == null) {
                try {
                    putTimes(row, measure(workload, clients), ratios);
                } catch (IOException failure) {
                    error = String.valueOf(failure.getMessage());
                }
            }
            if (error != null) {
                row.put("error", error);
            }
            rows.add(row);
            progress.done(rows.size());
        }
        if (clients.size() > 1) {
            result.put("geometricMeanRatios", geometricMeans(ratios, clients.size() - 1));
        }
        return result;
    }

    private void putTimes(
            Map<String, Object> row,
            List<@Nullable Double> milliseconds,
            List<List<@Nullable Double>> ratios) {
        row.put("milliseconds", milliseconds);
        List<String> unresolved = new ArrayList<>();
        for (int i = 0; i < milliseconds.size(); i++) {
            if (milliseconds.get(i) == null) {
                unresolved.add(urls.get(i));
            }
        }
        if (!unresolved.isEmpty()) {
            row.put("belowResolution", unresolved);
        }
        if (milliseconds.size() > 1) {
            List<@Nullable Double> ofFirst = ratios(milliseconds);
            ratios.add(ofFirst);
            row.put("ratios", ofFirst);
        }
    }

    /** The first time by each other; null where either is. */
    static List<@Nullable Double> ratios(List<@Nullable Double> milliseconds) {
        List<@Nullable Double> ratios = new ArrayList<>();
        Double first = milliseconds.getFirst();
        for (Double other : milliseconds.subList(1, milliseconds.size())) {
            ratios.add(first == null || other == null ? null : rounded(first / other));
        }
        return ratios;
    }

    /** By node, over the rows that have a ratio; null where none has. */
    static List<@Nullable Double> geometricMeans(List<List<@Nullable Double>> rows, int count) {
        List<@Nullable Double> means = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double logarithms = 0;
            int ratios = 0;
            for (List<@Nullable Double> row : rows) {
                Double ratio = row.get(i);
                if (ratio != null) {
                    logarithms += Math.log(ratio);
                    ratios++;
                }
            }
            means.add(ratios == 0 ? null : rounded(Math.exp(logarithms / ratios)));
        }
        return means;
    }

    private List<String> names(List<RpcClient> clients) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            String client =
                    clients.get(i).call(new RpcRequest("web3_clientVersion", "[]")).asText();
            names.add(client + " at " + urls.get(i));
        }
        return names;
    }

    /** What is wrong with the answers of the nodes, or null. */
    private @Nullable String check(EvmWorkload workload, List<RpcClient> clients)
            throws InterruptedException {
        RpcRequest full = request(workload.code(), workload);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            try {
                Bytes result = Bytes.fromHex(clients.get(i).call(full).asText());
                Bytes expected = workload.expected();
                if (expected != null && !expected.equals(result)) {
                    wrong.add(urls.get(i) + " " + EvmWorkload.mismatch(result, expected));
                }
            } catch (IOException | IllegalArgumentException failure) {
                wrong.add(urls.get(i) + ": " + failure.getMessage());
            }
        }
        return wrong.isEmpty() ? null : String.join("; ", wrong);
    }

    /** Milliseconds by node without what an empty call takes. */
    private List<@Nullable Double> measure(EvmWorkload workload, List<RpcClient> clients)
            throws IOException, InterruptedException {
        RpcRequest full = request(workload.code(), workload);
        RpcRequest empty = request(EMPTY_CODE, workload);
        take(full, empty, clients, warmup);
        List<Samples[]> samples = take(full, empty, clients, measured);
        List<@Nullable Double> milliseconds = new ArrayList<>();
        for (Samples[] of : samples) {
            milliseconds.add(difference(of[0].median(), of[1].median()));
        }
        return milliseconds;
    }

    /**
     * Milliseconds to the microsecond; null where nothing is left: below resolution.
     *
     * @param full nanoseconds, as {@code empty}
     */
    static @Nullable Double difference(long full, long empty) {
        double milliseconds = rounded((full - empty) / 1e6);
        return milliseconds > 0 ? milliseconds : null;
    }

    /** By node, the times of the full and of the empty call. */
    private static List<Samples[]> take(
            RpcRequest full, RpcRequest empty, List<RpcClient> clients, Duration each)
            throws IOException, InterruptedException {
        List<Samples[]> samples = new ArrayList<>();
        clients.forEach(client -> samples.add(new Samples[] {new Samples(), new Samples()}));
        long end = System.nanoTime() + each.toNanos() * clients.size();
        while (samples.getFirst()[0].count() < CALLS_MIN || System.nanoTime() < end) {
            for (int i = 0; i < clients.size(); i++) {
                samples.get(i)[0].add(time(clients.get(i), full));
                samples.get(i)[1].add(time(clients.get(i), empty));
            }
        }
        return samples;
    }

    private static long time(RpcClient client, RpcRequest request)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        client.call(request);
        return System.nanoTime() - began;
    }

    private static RpcRequest request(Bytes code, EvmWorkload workload) {
        long gas = workload.gas() + BenchBlock.intrinsicGas(Revision.OSAKA, workload.calldata());
        String params =
                """
                [{"from":"%s","to":"%s","data":"%s","gas":"0x%x"},"latest",{"%s":{"code":"%s"}}]\
                """
                        .formatted(
                                EvmWorkload.CALLER.hex(),
                                EvmWorkload.CONTRACT.hex(),
                                workload.calldata().hex(),
                                gas,
                                EvmWorkload.CONTRACT.hex(),
                                code.hex());
        return new RpcRequest("eth_call", params);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
