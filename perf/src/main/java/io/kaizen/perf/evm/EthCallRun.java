package io.kaizen.perf.evm;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** One row a workload: {@code milliseconds} by node in the order given, and {@code ratios}. */
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
        List<Map<String, Object>> rows = new ArrayList<>();
        double[] logarithms = new double[clients.size()];
        for (EvmWorkload workload : workloads) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", workload.name());
            double[] milliseconds = measure(workload, clients, row);
            row.put("milliseconds", rounded(milliseconds));
            double[] ratios = new double[clients.size() - 1];
            for (int i = 1; i < clients.size(); i++) {
                ratios[i - 1] = milliseconds[0] / milliseconds[i];
                logarithms[i] += Math.log(ratios[i - 1]);
            }
            if (ratios.length > 0) {
                row.put("ratios", rounded(ratios));
            }
            rows.add(row);
            progress.done(rows.size());
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("nodes", names(clients));
        result.put("workloads", rows);
        double[] means = new double[clients.size() - 1];
        for (int i = 1; i < clients.size(); i++) {
            means[i - 1] = Math.exp(logarithms[i] / rows.size());
        }
        if (means.length > 0) {
            result.put("geometricMeanRatios", rounded(means));
        }
        return result;
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

    /** Milliseconds by node without what an empty call takes. */
    private double[] measure(EvmWorkload workload, List<RpcClient> clients, Map<String, Object> row)
            throws IOException, InterruptedException {
        RpcRequest full = request(workload.code(), workload);
        RpcRequest empty = request(EMPTY_CODE, workload);
        for (int i = 0; i < clients.size(); i++) {
            JsonNode answer;
            try {
                answer = clients.get(i).call(full);
            } catch (IOException failure) {
                throw new IOException(
                        "%s on %s: %s"
                                .formatted(workload.name(), urls.get(i), failure.getMessage()),
                        failure);
            }
            Bytes expected = workload.expected();
            if (expected != null && !expected.hex().equals(answer.asText())) {
                row.put("error", urls.get(i) + " returned " + answer.asText());
            }
        }
        take(full, empty, clients, warmup);
        List<Samples[]> samples = take(full, empty, clients, measured);
        double[] milliseconds = new double[clients.size()];
        for (int i = 0; i < milliseconds.length; i++) {
            Samples[] of = samples.get(i);
            milliseconds[i] = (of[0].median() - of[1].median()) / 1e6;
        }
        return milliseconds;
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

    private static double[] rounded(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.round(values[i] * 1000) / 1000.0;
        }
        return rounded;
    }
}
