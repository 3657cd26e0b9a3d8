package io.kaizen.perf.executor;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.LateValues;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.parallel.ParallelExecutor.Mode;
import io.kaizen.exec.parallel.Worker;
import io.kaizen.exec.process.TransactionProcessor;
import java.util.Arrays;
import java.util.List;

/**
 * What transactions cost on one thread, in their turn and before it, in nanoseconds: medians over
 * replays of the same transactions on the same state.
 */
final class CostRun {
    private static final int CLOCK_CALLS = 10_000;

    private final World world;
    private final List<RecoveredTransaction> before;
    private final List<RecoveredTransaction> measured;
    private final int replays;

    /**
     * @param before run first in each replay, so that all is warm
     */
    CostRun(
            World world,
            List<RecoveredTransaction> before,
            List<RecoveredTransaction> measured,
            int replays) {
        this.world = world;
        this.before = before;
        this.measured = measured;
        this.replays = replays;
    }

    /** Of each transaction in its turn, by an executor that runs one after the other. */
    long[] turnNs() {
        long clockNs = clockNs();
        long[][] all = new long[replays][];
        for (int replay = 0; replay < replays; replay++) {
            try (Contender sequential = new Contender(world, Mode.SEQUENTIAL, 0)) {
                sequential.run(before);
                long[] ends = new long[measured.size()];
                long began = System.nanoTime();
                sequential.run(measured, i -> ends[i] = System.nanoTime());
                all[replay] = new long[ends.length];
                for (int i = 0; i < ends.length; i++) {
                    all[replay][i] = Math.max(0, ends[i] - began - clockNs);
                    began = ends[i];
                }
            }
        }
        long[] medians = new long[measured.size()];
        Arrays.setAll(medians, i -> median(Arrays.stream(all).mapToLong(row -> row[i]).toArray()));
        return medians;
    }

    /**
     * What the parallel way adds.
     *
     * @param turnNs of each transaction in its turn
     */
    Work.Costs costs(long[] turnNs) {
        long[] earlyNs = new long[replays];
        long[] offerNs = new long[replays];
        long[] commitNs = new long[replays];
        long few = measured.size();
        for (int replay = 0; replay < replays; replay++) {
            OneThread thread = new OneThread();
            thread.run(before);
            thread.clear();
            thread.run(measured);
            earlyNs[replay] = thread.earlyNs / Math.max(1, thread.early);
            offerNs[replay] = thread.offerNs / measured.size();
            few = Math.min(few, thread.committed);
            commitNs[replay] = thread.commitNs / Math.max(1, thread.committed);
        }
        double turnMean = Arrays.stream(turnNs).average().orElse(1);
        // Where each waits for the one before, next to nothing is run early: then it has no cost.
        boolean any = few > measured.size() / 10;
        return any
                ? new Work.Costs(median(earlyNs) / turnMean, median(offerNs), median(commitNs))
                : new Work.Costs(1, median(offerNs), 0);
    }

    private static long clockNs() {
        long began = System.nanoTime();
        long last = began;
        for (int i = 0; i < CLOCK_CALLS; i++) {
            last = System.nanoTime();
        }
        return (last - began) / CLOCK_CALLS;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The parallel way with owner and worker on one thread, a window at a time. */
    private final class OneThread {
        private final ParallelExecutor executor =
                new ParallelExecutor(
                        Contender.settings(Mode.PARALLEL),
                        () -> new TransactionProcessor(Revision.OSAKA, Word.ONE),
                        System::nanoTime);
        private final Worker worker = executor.worker();
        private final long clockNs = clockNs();
        private long earlyNs;
        private long early;
        private long offerNs;
        private long commitNs;
        private long committed;

        OneThread() {
            executor.open(world.state, LateValues.NONE);
            executor.enter(world.block, LateValues.NONE);
        }

        void clear() {
            earlyNs = 0;
            early = 0;
            offerNs = 0;
            commitNs = 0;
            committed = 0;
        }

        void run(List<RecoveredTransaction> transactions) {
            int added = 0;
            int taken = 0;
            while (taken < transactions.size()) {
                long began = System.nanoTime();
                while (added < transactions.size() && executor.hasRoom()) {
                    RecoveredTransaction next = transactions.get(added++);
                    executor.add(next.transaction(), next.sender());
                }
                long offered = System.nanoTime();
                offerNs += offered - began;
                for (int ran = worker.work(); ran > 0; ran = worker.work()) {
                    early += ran;
                }
                earlyNs += System.nanoTime() - offered;
                long gasUsed = 0;
                while (taken < added) {
                    long right = executor.counters().speculated();
                    long from = System.nanoTime();
                    gasUsed = Contender.take(executor, transactions.get(taken++), gasUsed);
                    long took = System.nanoTime() - from;
                    if (executor.counters().speculated() > right) {
                        commitNs += Math.max(0, took - clockNs);
                        committed++;
                    }
                }
            }
        }
    }
}
