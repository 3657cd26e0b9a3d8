package io.kaizen.perf.executor;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a workload would take on more threads than there are, see {@link Schedule}: from costs
 * measured on one thread and from what the transactions really read and write.
 *
 * @param replays of the measurement
 */
public record Simulation(int accounts, int transactions, int replays, long seed) {
    private static final int[] THREADS = {2, 4, 8, 16, 32};
    private static final int WINDOW = ParallelExecutor.Settings.DEFAULT.window();

    /**
     * Names: {@code turnNs}, {@code earlyFactor}, {@code offerNs} and {@code commitNs}, see {@link
     * Work}; {@code criticalPath}, the longest chain as a share of all work; {@code speedup} by the
     * number of threads; {@code overMeasured}, the model beside what was measured.
     *
     * @param threads that gave the measured speed-up
     */
    public Map<String, Object> run(Mix mix, int threads, double measuredSpeedup)
            throws IOException {
        Work work = work(mix);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("turnNs", work.sequentialNs() / work.size());
        row.put("earlyFactor", rounded(work.costs().earlyFactor()));
        row.put("offerNs", work.costs().offerNs());
        row.put("commitNs", work.costs().commitNs());
        row.put("criticalPath", rounded((double) work.criticalPathNs() / work.sequentialNs()));
        Map<String, Object> speedups = new LinkedHashMap<>();
        for (int count : THREADS) {
            speedups.put(String.valueOf(count), rounded(speedup(work, count)));
        }
        row.put("speedup", speedups);
        row.put("overMeasured", rounded(speedup(work, threads) / measuredSpeedup));
        return row;
    }

    private static double speedup(Work work, int threads) {
        return (double) work.sequentialNs() / Schedule.makespanNs(work, threads, WINDOW);
    }

    private Work work(Mix mix) throws IOException {
        World world = new World(accounts);
        Random random = new Random(seed);
        List<RecoveredTransaction> before = mix.transactions(world, random, transactions);
        List<RecoveredTransaction> measured = mix.transactions(world, random, transactions);
        CostRun costs = new CostRun(world, before, measured, replays);
        long[] turnNs = costs.turnNs();
        return new Work(
                turnNs, costs.costs(turnNs), dependencies(new World(accounts), before, measured));
    }

    /**
     * What the second ones have to wait for, of each other.
     *
     * @param world as it was when the first ones were made; is brought on
     */
    static Work.Links dependencies(
            World world, List<RecoveredTransaction> before, List<RecoveredTransaction> measured) {
        Dependencies view = new Dependencies(world.state);
        run(world, view, before);
        view.take();
        run(world, view, measured);
        return view.take();
    }

    private static void run(World world, Dependencies view, List<RecoveredTransaction> all) {
        TransactionProcessor processor = new TransactionProcessor(Revision.OSAKA, Word.ONE);
        for (RecoveredTransaction next : all) {
            if (!(processor.execute(
                            view,
                            world.block,
                            next.transaction(),
                            next.sender(),
                            Validation.CONSENSUS,
                            null)
                    instanceof Executed executed)) {
                throw new IllegalStateException("a transaction failed: " + next);
            }
            view.ran(executed, processor.state());
            world.state.apply(executed.effects());
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
