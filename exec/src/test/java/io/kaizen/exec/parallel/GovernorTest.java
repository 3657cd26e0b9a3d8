package io.kaizen.exec.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.state.Effects;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The governor over made-up loads and times: nothing here looks at a clock. */
class GovernorTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());
    private static final int WINDOW = 1024;
    private static final int EPOCH = Governor.EPOCH;

    /** What one prediction takes. */
    private static final double PROBE_NS = 60;

    /**
     * @param turnNs of a transaction, run in its turn
     * @param factor the parallel way takes so many times that
     * @param chain transactions in a row that wait for each other
     */
    private record Load(long gas, double turnNs, double factor, int chain) {}

    private static final Load TRANSFERS_FAR = new Load(21_000, 700, 1.6, 1);
    private static final Load TRANSFERS_NEAR = new Load(21_000, 700, 0.75, 1);
    private static final Load TOKENS = new Load(50_000, 4_500, 0.55, 1);
    private static final Load CHAIN = new Load(21_000, 700, 1.3, Integer.MAX_VALUE);

    /** A full window that moves on by one transaction at a time. */
    private static final class Machine {
        private final Governor governor;
        private final ArrayDeque<Boolean> window = new ArrayDeque<>();
        private final Task task = new Task();
        private final Random noise;
        private double nowNs;
        private double sequentialNs;

        /** How many were offered, or not, in a row, from the first. */
        private final List<Integer> rows = new ArrayList<>(List.of(0));

        Machine(Random noise) {
            this(noise, 0);
        }

        Machine(Random noise, int practice) {
            this.noise = noise;
            this.governor =
                    new Governor(
                            ParallelExecutor.Mode.ADAPTIVE, WINDOW, () -> (long) nowNs(), practice);
            governor.addWorker();
        }

        private double nowNs() {
            return nowNs;
        }

        Machine run(Load load, int transactions) {
            for (int i = 0; i < transactions; i++) {
                while (window.size() < WINDOW) {
                    window.add(add(load));
                }
                double turnNs = load.turnNs() * (0.97 + 0.06 * noise.nextDouble());
                sequentialNs += turnNs;
                nowNs += turnNs * (window.remove() ? load.factor() : 1);
                nowNs += governor.predicts() && !governor.isParallel() ? PROBE_NS : 0;
                governor.taken(result(load.gas()));
            }
            return this;
        }

        private boolean add(Load load) {
            if (governor.predicts()) {
                boolean first = task.sequence % load.chain() == 0;
                task.dependency = first ? -1 : task.sequence - 1;
                governor.predicted(task);
            }
            task.sequence++;
            boolean offered = governor.isParallel();
            // Even places: not offered.
            if (offered != (rows.size() % 2 == 0)) {
                rows.add(0);
            }
            rows.set(rows.size() - 1, rows.getLast() + 1);
            return offered;
        }

        /** Bursts with nothing in between: after each the executor has run empty. */
        Machine burst(Load load, int transactions) {
            while (window.size() < transactions) {
                window.add(add(load));
            }
            while (!window.isEmpty()) {
                nowNs += load.turnNs() * (window.remove() ? load.factor() : 1);
                governor.taken(result(load.gas()));
            }
            governor.idle();
            return this;
        }

        int offered() {
            int sum = 0;
            for (int i = 1; i < rows.size(); i += 2) {
                sum += rows.get(i);
            }
            return sum;
        }

        double lossNs() {
            return nowNs - sequentialNs;
        }
    }

    private static TransactionResult result(long gas) {
        return new Executed(null, gas, 0, Word.ZERO, Bytes.EMPTY, null, List.of(), Effects.NONE);
    }

    private static Machine machine() {
        System.out.println("GovernorTest -Dkaizen.seed=" + SEED);
        return new Machine(new Random(SEED));
    }

    @Test
    void aTrialThatIsClearlyWorseEndsOnceSomeEpochsAreLost() {
        Machine machine = machine().run(TRANSFERS_FAR, 25 * EPOCH);
        assertEquals(3, machine.rows.size(), machine.rows::toString);
        // While the window changes over, and five that take 1.6 times as long.
        assertEquals(WINDOW + 5 * EPOCH, machine.rows.get(1));
    }

    /**
     * A thread that has no core for a while holds up one epoch; the next ones find its work done.
     */
    @Test
    void epochsThatTakeTurnsAreJudgedByTheirSum() {
        Machine machine = machine().run(TOKENS, 10 * EPOCH);
        int before = machine.offered();
        for (int i = 0; i < 100; i++) {
            machine.run(new Load(50_000, 4_500, 2.4, 1), EPOCH);
            machine.run(new Load(50_000, 4_500, 0.1, 1), 4 * EPOCH);
        }
        int offered = machine.offered() - before;
        assertTrue(offered > 450 * EPOCH, () -> "offered " + machine.rows);
    }

    /** Pauses of the collector, and others who want a core. */
    @Test
    void aFewSlowEpochsEndNothing() {
        Machine machine = machine().run(TOKENS, 60 * EPOCH);
        int before = machine.offered();
        for (int i = 0; i < 20; i++) {
            machine.run(new Load(50_000, 4_500, 3, 1), 2 * EPOCH);
            machine.run(TOKENS, 30 * EPOCH);
        }
        int offered = machine.offered() - before;
        assertTrue(offered > 0.9 * 640 * EPOCH, () -> "offered " + machine.rows);
    }

    /** Of which nothing is held against the parallel way, nor saved up for. */
    @Test
    void beforeTheFirstTrialItIsPractised() {
        int practice = 50;
        Machine machine = new Machine(new Random(SEED), practice);
        machine.run(new Load(50_000, 4_500, 3, 1), (practice + 20) * EPOCH);
        assertEquals(WINDOW + practice * EPOCH, machine.rows.get(1), machine.rows::toString);
        int before = machine.offered();
        machine.run(TOKENS, 100 * EPOCH);
        assertTrue(machine.offered() - before > 80 * EPOCH, () -> "offered " + machine.rows);
    }

    @Test
    void practiceThatCostsTooMuchEnds() {
        Machine machine = new Machine(new Random(SEED), 1_000_000);
        machine.run(new Load(50_000, 100_000, 3, 1), 100 * EPOCH);
        assertTrue(machine.offered() < WINDOW + 40 * EPOCH, () -> "offered " + machine.rows);
    }

    /** A load of small bursts has no epochs to be judged by: nothing of it is offered for long. */
    @Test
    void wherePhasesAreBrokenOffNothingIsOffered() {
        for (int practice : new int[] {0, 50}) {
            for (int runs = 4 * EPOCH; runs < 40 * EPOCH; runs += EPOCH) {
                Machine machine = new Machine(new Random(SEED), practice).run(TOKENS, runs);
                for (int burst = 0; burst < 50; burst++) {
                    machine.burst(TOKENS, 100);
                }
                int before = machine.offered();
                for (int burst = 0; burst < 500; burst++) {
                    machine.burst(TOKENS, 100);
                }
                int offered = machine.offered() - before;
                assertTrue(offered < 5 * EPOCH, "offered " + offered + " after " + runs);
            }
        }
    }

    /** Whatever the one before had left behind. */
    @Test
    void aTrialThatBeginsAfterABreakIsJudgedByItsOwnEpochs() {
        Machine machine = machine().run(new Load(50_000, 4_500, 1.02, 1), 90 * EPOCH);
        assertTrue(machine.rows.size() >= 3, machine.rows::toString);
        for (int i = 0; i < 2_000 && !machine.governor.phase().equals("settle"); i++) {
            machine.run(TOKENS, 64);
        }
        assertEquals("settle", machine.governor.phase());
        machine.governor.idle();
        int before = machine.offered();
        machine.run(TOKENS, 30 * EPOCH);
        int offered = machine.offered() - before;
        assertTrue(offered > 20 * EPOCH, () -> "offered " + machine.rows);
    }

    @Test
    void whatNothingPromisesIsNotPractised() {
        Machine machine = new Machine(new Random(SEED), 50).run(CHAIN, 1_000_000);
        assertEquals(0, machine.offered());
    }

    @Test
    void aTrialThatIsNotClearlyWorseIsMeasuredAndEnds() {
        Machine machine = machine().run(new Load(21_000, 700, 1.02, 1), 90 * EPOCH);
        assertEquals(WINDOW + 32 * EPOCH, machine.rows.get(1), machine.rows::toString);
    }

    @Test
    void whereItWinsItStaysParallelAndChecksSeldom() {
        int count = 2_000_000;
        Machine machine = machine().run(TOKENS, count);
        assertTrue(machine.offered() > 0.96 * count, () -> "offered " + machine.rows);
        assertTrue(machine.rows.size() > 5, "never checked");
    }

    @Test
    void aChainIsNeverTried() {
        Machine machine = machine().run(CHAIN, 1_000_000);
        assertEquals(0, machine.offered());
    }

    @Test
    void pausesGrowWithFailuresAndWithWhatTheyCost() {
        Machine machine = machine().run(TRANSFERS_FAR, 2_000_000);
        List<Integer> rows = machine.rows;
        assertTrue(rows.size() > 6, rows::toString);
        assertTrue(rows.get(2) < rows.get(4) && rows.get(4) < rows.get(6), rows::toString);
        assertTrue(
                machine.lossNs() < 0.012 * machine.sequentialNs, () -> "lost " + machine.lossNs());
        Machine dearer = machine().run(new Load(21_000, 700, 2.5, 1), 2_000_000);
        assertTrue(dearer.rows.get(2) > rows.get(2), () -> rows + " and " + dearer.rows);
    }

    @Test
    void anotherLoadIsTriedSoonAfterManyFailures() {
        for (Load next : List.of(TOKENS, new Load(60_000, 900, 0.6, 1))) {
            Machine machine = machine().run(TRANSFERS_FAR, 2_000_000);
            int before = machine.offered();
            machine.run(next, 80 * EPOCH);
            int offered = machine.offered() - before;
            assertTrue(offered > 30 * EPOCH, () -> next + " offered " + offered);
        }
    }

    @Test
    void conflictsThatCeaseAreNoticed() {
        Load conflicts = new Load(50_000, 4_500, 1.1, 300);
        Machine machine = machine().run(conflicts, 2_000_000);
        int before = machine.offered();
        machine.run(TOKENS, 80 * EPOCH);
        int offered = machine.offered() - before;
        assertTrue(offered > 30 * EPOCH, "offered " + offered);
    }

    @Test
    void theSameLoadIsTriedAgainWithinATime() {
        // The cores have come together: nothing tells but a trial.
        Machine machine = machine().run(TRANSFERS_FAR, 2_000_000);
        int count = 2000 * EPOCH;
        int before = machine.offered();
        machine.run(TRANSFERS_NEAR, count);
        int offered = machine.offered() - before;
        assertTrue(offered > count / 2, "offered " + offered + " of " + count);
    }

    @Test
    void aDearTrialIsPaidForInTheEnd() {
        // Every probe costs something too: it must not eat up what a trial waits for.
        Machine machine = machine().run(new Load(50_000, 4_500, 4, 1), 2_000_000);
        int before = machine.offered();
        machine.run(TOKENS, 1_000_000);
        int offered = machine.offered() - before;
        assertTrue(offered > 500_000, () -> "offered " + offered + ": " + machine.rows);
    }

    @Test
    void aLoadOnWhichItLosesIsLeft() {
        for (Load next : List.of(TRANSFERS_FAR, new Load(50_000, 4_500, 1.3, 1))) {
            Machine machine = machine().run(TOKENS, 500_000);
            int before = machine.offered();
            machine.run(next, 500_000);
            int offered = machine.offered() - before;
            assertTrue(offered < 40_000, () -> next + " offered " + offered);
        }
    }

    @Test
    void trialsOfWhatNeverWinsCostThreePercentAtMost() {
        Random random = new Random(SEED);
        for (int round = 0; round < 40; round++) {
            Machine machine = new Machine(new Random(random.nextLong()));
            double dearestNs = 0;
            for (int phase = 0; phase < 20; phase++) {
                Load load = random(random, 1 + 2 * random.nextDouble());
                machine.run(load, random.nextInt(1, 200_000));
                dearestNs = Math.max(dearestNs, (load.factor() - 1) * load.turnNs());
                // One trial, in whose midst the load may have changed unnoticed.
                double trialNs = dearestNs * (2 * WINDOW + 40 * EPOCH);
                double bound = TrialBudget.SHARE * machine.nowNs + trialNs;
                String where = "seed " + SEED + ", round " + round + ", phase " + phase;
                assertTrue(
                        machine.lossNs() <= bound,
                        where + ": lost " + machine.lossNs() + " of " + machine.nowNs);
            }
        }
    }

    @Test
    void loadsOfAllKindsInTurnAreNotSlowerThanSequential() {
        Random random = new Random(SEED);
        for (int round = 0; round < 40; round++) {
            Machine machine = new Machine(new Random(random.nextLong()));
            for (int phase = 0; phase < 20; phase++) {
                Load load = random(random, 0.5 + 1.5 * random.nextDouble());
                machine.run(load, random.nextInt(50_000, 200_000));
            }
            double share = machine.lossNs() / machine.sequentialNs;
            assertTrue(
                    share <= TrialBudget.SHARE,
                    "seed " + SEED + ", round " + round + ": lost " + share);
        }
    }

    private static Load random(Random random, double factor) {
        List<Integer> chains = new ArrayList<>(List.of(1, 1, 2, 4, EPOCH));
        Collections.shuffle(chains, random);
        return new Load(
                random.nextLong(21_000, 200_000),
                random.nextDouble(500, 10_000),
                factor,
                chains.getFirst());
    }
}
