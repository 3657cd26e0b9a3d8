package io.kaizen.perf.executor;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.parallel.Counters;
import io.kaizen.exec.parallel.ParallelExecutor.Mode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of one way over all pairs, nanoseconds a transaction: by the clock, and the owner's own. */
    private static final class Times {
        final double[] clockNs;
        final double[] cpuNs;

        Times(int pairs) {
            clockNs = new double[pairs];
            cpuNs = new double[pairs];
        }
    }

    /**
     * Names: {@code sequentialNs} and {@code parallelNs} a transaction, medians; {@code speedup},
     * the median over pairs and the ratio in the lowest and highest pair; {@code cpuSpeedup}, the
     * same of the owner's processor time, which others on the machine disturb less.
     *
     * <p>Who runs second finds the transactions in a cache. So it is each in turn, and a speed-up
     * is the geometric mean of two pairs one after the other.
     */
    public Map<String, Object> run(Mix mix) throws IOException {
        World world = new World(accounts);
        Random random = new Random(seed);
        Times sequentialTimes = new Times(pairs);
        Times parallelTimes = new Times(pairs);
        try (Contender sequential = new Contender(world, Mode.SEQUENTIAL, 0);
                Contender parallel = new Contender(world, mode, threads - 1)) {
            long warm = System.nanoTime() + warmup.toNanos();
            for (int pair = -1; pair < pairs; pair++) {
                if (pair == 0 && System.nanoTime() < warm) {
                    pair = -1;
                }
                List<RecoveredTransaction> next = mix.transactions(world, random, transactions);
                if ((pair & 1) == 0) {
                    time(sequential, next, pair, sequentialTimes);
                    time(parallel, next, pair, parallelTimes);
                } else {
                    time(parallel, next, pair, parallelTimes);
                    time(sequential, next, pair, sequentialTimes);
                }
            }
            double[] ratios = ratios(sequentialTimes.clockNs, parallelTimes.clockNs);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", mix.label());
            row.put("sequentialNs", median(sequentialTimes.clockNs));
            row.put("parallelNs", median(parallelTimes.clockNs));
            row.put("speedup", median(inTwos(ratios)));
            row.put("speedupMinimum", Arrays.stream(ratios).min().orElse(Double.NaN));
            row.put("speedupMaximum", Arrays.stream(ratios).max().orElse(Double.NaN));
            row.put(
                    "cpuSpeedup",
                    median(inTwos(ratios(sequentialTimes.cpuNs, parallelTimes.cpuNs))));
            row.put("counters", counters(parallel.counters()));
            return row;
        }
    }

    private void time(Contender contender, List<RecoveredTransaction> next, int pair, Times times) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long took = contender.run(next);
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        if (pair >= 0) {
            times.clockNs[pair] = (double) took / transactions;
            times.cpuNs[pair] = (double) cpu / transactions;
        }
    }

    private static double[] ratios(double[] over, double[] under) {
        double[] ratios = new double[over.length];
        Arrays.setAll(ratios, i -> over[i] / under[i]);
        return ratios;
    }

    /** Geometric means of neighbours: one of each order. */
    private static double[] inTwos(double[] ratios) {
        double[] means = new double[Math.max(1, ratios.length - 1)];
        Arrays.setAll(
                means, i -> Math.sqrt(ratios[i] * ratios[Math.min(i + 1, ratios.length - 1)]));
        return means;
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
        row.put("abandoned", counters.abandoned());
        return row;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Math.round(sorted[sorted.length / 2] * 1000) / 1000.0;
    }
}
