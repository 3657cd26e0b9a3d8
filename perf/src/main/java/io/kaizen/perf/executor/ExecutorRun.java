package io.kaizen.perf.executor;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.parallel.ParallelExecutor.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A workload run sequentially and in parallel in turn, on the same transactions: senders known,
 * state in memory, no root.
 *
 * @param pairs measured
 * @param warmup of pairs before that: the compiler takes a core while it works
 * @param threads of the parallel executor, the owner among them
 */
public record ExecutorRun(
        int accounts,
        int transactions,
        int pairs,
        Duration warmup,
        int threads,
        Mode mode,
        long seed) {

    /** Names: {@code sequentialNs} and {@code parallelNs} a transaction, medians, and the ratio. */
    public Map<String, Object> run(Mix mix) throws IOException {
        World world = new World(accounts);
        Random random = new Random(seed);
        double[] sequentialNs = new double[pairs];
        double[] parallelNs = new double[pairs];
        double[] ratios = new double[pairs];
        try (Contender sequential = new Contender(world, Mode.SEQUENTIAL, 0);
                Contender parallel = new Contender(world, mode, threads - 1)) {
            long warm = System.nanoTime() + warmup.toNanos();
            for (int pair = -1; pair < pairs; pair++) {
                if (pair == 0 && System.nanoTime() < warm) {
                    pair = -1;
                }
                List<RecoveredTransaction> next = mix.transactions(world, random, transactions);
                boolean first = (pair & 1) == 0;
                long one = first ? sequential.run(next) : parallel.run(next);
                long other = first ? parallel.run(next) : sequential.run(next);
                if (pair >= 0) {
                    sequentialNs[pair] = (double) (first ? one : other) / transactions;
                    parallelNs[pair] = (double) (first ? other : one) / transactions;
                    ratios[pair] = sequentialNs[pair] / parallelNs[pair];
                }
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", mix.label());
            row.put("sequentialNs", median(sequentialNs));
            row.put("parallelNs", median(parallelNs));
            row.put("speedup", median(ratios));
            row.put("speedupMinimum", Arrays.stream(ratios).min().orElse(Double.NaN));
            row.put("speedupMaximum", Arrays.stream(ratios).max().orElse(Double.NaN));
            row.put("counters", counters(parallel.counters()));
            return row;
        }
    }

    private static Map<String, Object> counters(Counters counters) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("taken", counters.taken());
        row.put("direct", counters.direct());
        row.put("speculated", counters.speculated());
        row.put("reexecuted", counters.reexecuted());
        row.put("staleSlots", counters.staleSlots());
        row.put("staleAccounts", counters.staleAccounts());
        row.put("waits", counters.waits());
        return row;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Math.round(sorted[sorted.length / 2] * 1000) / 1000.0;
    }
}
