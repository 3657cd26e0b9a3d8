package io.kaizen.exec.parallel;

import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides between the sequential and the parallel way, by the clock: both give the same results.
 * Works in epochs of {@value #EPOCH} transactions taken without a break; an epoch in which the
 * executor ran empty counts for nothing.
 *
 * <pre>
 *   SEQUENTIAL ──▶ PROBE ──promises, affordable──▶ SETTLE ──▶ TRIAL ──better──▶ PARALLEL
 *       ▲            │                              ▲ │          │ no better        │ by count, or
 *       ├── not so ──┘                 still better │ └──────────┴───────┬──────────┘ no better
 *       └──────────────────── no better ─────────── CHECK ◀── CHECK_SETTLE
 *
 *   SEQUENTIAL ──▶ PROBE ──promises──▶ SETTLE ──▶ PRACTICE ──▶ SEQUENTIAL     before the first trial
 *   any ──the executor ran empty in each of BREAKS_MAX epochs in a row──▶ SEQUENTIAL
 * </pre>
 *
 * In PROBE dependencies are predicted and nothing else; SETTLE and CHECK_SETTLE let the window
 * change over; CHECK measures the sequential way, which says what it was worth. What probes and
 * trials may cost is for {@link TrialBudget} to say. Cold code says nothing: the first probe waits
 * until the sequential way has stopped to become faster, and before the first trial the parallel
 * way is taken for {@value #PRACTICE} epochs that nobody judges, unless they lose two seconds.
 * Owner only.
 */
final class Governor {
    static final int EPOCH = 512;

    /** Transactions to the longest chain of them, from which on a trial is worth it. */
    private static final double GAIN_PREDICTED = 1.25;

    private static final double GAIN_KEPT = 1.03;

    /** Epochs, as the reference has them, that a trial may lose on balance. */
    private static final double TRIAL_LOSS_MAX = 2.5;

    /** The same of the parallel way once it has won: whoever takes a core away gives it back. */
    private static final double LOSS_MAX = 6;

    /** Code that is still being compiled gets faster by so much from one look to the next. */
    private static final double WARMING = 1.2;

    /** Epochs, once in a life: about what the compilers want to see of new code. */
    private static final int PRACTICE = 96;

    /** What practice may take beyond the reference. */
    private static final double PRACTICE_LOSS_MAX_NS = 2_000_000_000;

    /** Where so many epochs in a row are broken off, there is no load that workers could share. */
    private static final int BREAKS_MAX = 4;

    private static final int CHECKS = 3;
    private static final int FIRST_PROBE = 4;
    private static final int PROBE_EVERY = 32;
    private static final int CHECK_EVERY_MIN = 12;
    private static final int CHECK_EVERY_MAX = 192;

    private enum Phase {
        SEQUENTIAL(false, false, false),
        PROBE(true, false, false),
        SETTLE(true, true, true),
        PRACTICE(true, true, false),
        TRIAL(true, true, false),
        PARALLEL(true, true, false),
        CHECK_SETTLE(false, false, true),
        CHECK(false, false, false);

        final boolean predicts;
        final boolean parallel;

        /** Lasts until all that was added before has been taken. */
        final boolean settles;

        Phase(boolean predicts, boolean parallel, boolean settles) {
            this.predicts = predicts;
            this.parallel = parallel;
            this.settles = settles;
        }
    }

    private final ParallelExecutor.Mode mode;
    private final LongSupplier nanoTime;
    private final int[] depths;
    private int workers;
    private Phase phase = Phase.SEQUENTIAL;

    // What is asked for each transaction, as of the phase.
    private boolean adaptive;
    private boolean parallel;
    private boolean predicts;

    /** Transactions until something is to be decided. */
    private int left = EPOCH;

    private long gas;
    private long startNs;
    private boolean broken = true;

    private long probeFrom;
    private int probed;
    private int deepest;

    /** Whether a trial could be afforded when the probe began. */
    private boolean affordable;

    private final Rates sequentialRates = new Rates(5);
    private final Spell spell = new Spell();
    private final TrialBudget budget = new TrialBudget();
    private int untilProbe = FIRST_PROBE;
    private int checkEvery = CHECK_EVERY_MIN;
    private int untilCheck;

    /** Whether the last check found it better: then it is taken up again without a trial. */
    private boolean wins;

    private int checks;

    /** Epochs of practice to come. */
    private int practice;

    private double practiceLossNs;

    /** Epochs broken off since one was whole. */
    private int breaks;

    /** The sequential rate at the last look, until it has stopped to fall; then 0. */
    private double warmingRate = Double.MAX_VALUE;

    /** The load under trial, and the one that failed last. */
    private Load tried = Load.NONE;

    private Load failed = Load.NONE;

    /**
     * @param window capacity of the executor's window, a power of two
     */
    Governor(ParallelExecutor.Mode mode, int window, LongSupplier nanoTime) {
        this(mode, window, nanoTime, PRACTICE);
    }

    /**
     * @param practice epochs of the parallel way before the first that is judged
     */
    Governor(ParallelExecutor.Mode mode, int window, LongSupplier nanoTime, int practice) {
        this.mode = mode;
        this.practice = practice;
        this.nanoTime = nanoTime;
        this.depths = new int[window];
    }

    void addWorker() {
        workers++;
        adaptive = mode == ParallelExecutor.Mode.ADAPTIVE;
        parallel = mode == ParallelExecutor.Mode.PARALLEL;
        predicts = parallel;
        enter(phase);
    }

    private void enter(Phase next) {
        phase = next;
        left = next.settles ? Math.max(EPOCH, depths.length) : EPOCH;
        if (adaptive) {
            parallel = next.parallel;
            predicts = next.predicts;
        }
    }

    /** Whether the next transaction is offered to the workers. */
    boolean isParallel() {
        return parallel;
    }

    /** The mode, or the phase of the adaptive one. Others may read, a little late. */
    String phase() {
        String name = adaptive ? phase.name() : workers > 0 ? mode.name() : Phase.SEQUENTIAL.name();
        return name.toLowerCase(Locale.ROOT);
    }

    /** All that {@link #phase()} can be. */
    static List<String> phases() {
        return Arrays.stream(Phase.values())
                .map(phase -> phase.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether the next transaction's dependency is predicted. */
    boolean predicts() {
        return predicts;
    }

    /** Notes a prediction. */
    void predicted(Task task) {
        if (phase != Phase.PROBE) {
            return;
        }
        if (probed == 0) {
            probeFrom = task.sequence;
        }
        probed++;
        int mask = depths.length - 1;
        boolean inside =
                task.dependency >= probeFrom && task.sequence - task.dependency < depths.length;
        int depth = inside ? depths[(int) task.dependency & mask] + 1 : 1;
        depths[(int) task.sequence & mask] = depth;
        deepest = Math.max(deepest, depth);
    }

    /** Notes that nothing was left to take: whatever had to settle has. */
    void idle() {
        if (!broken && ++breaks >= BREAKS_MAX && phase != Phase.SEQUENTIAL) {
            untilProbe = FIRST_PROBE;
            enter(Phase.SEQUENTIAL);
        } else {
            enter(phase.settles ? settled() : phase);
        }
        broken = true;
    }

    /** Notes a transaction taken; null where it was refused. */
    void taken(@Nullable TransactionResult result) {
        if (!adaptive) {
            return;
        }
        if (broken) {
            begin();
        }
        if (result instanceof Executed executed) {
            gas += executed.gasUsed();
        }
        if (--left == 0) {
            end();
        }
    }

    private void begin() {
        broken = false;
        startNs = nanoTime.getAsLong();
        gas = 0;
    }

    private void end() {
        long now = nanoTime.getAsLong();
        breaks = 0;
        gas = Math.max(gas, 1);
        enter(after((double) (now - startNs)));
        startNs = now;
        gas = 0;
    }

    private Phase after(double ns) {
        budget.ran(ns);
        return switch (phase) {
            case SEQUENTIAL -> {
                sequentialRates.add(ns / gas);
                yield --untilProbe > 0 ? Phase.SEQUENTIAL : probe();
            }
            case PROBE -> {
                budget.spent(lossNs(ns));
                yield probed();
            }
            case SETTLE, CHECK_SETTLE -> {
                spell.ran(ns, gas, sequentialRates.median());
                yield settled();
            }
            case PRACTICE -> {
                practiceLossNs += lossNs(ns);
                practice = practiceLossNs > PRACTICE_LOSS_MAX_NS ? 0 : practice - 1;
                yield practice > 0 ? Phase.PRACTICE : practised();
            }
            case TRIAL -> {
                spell.add(ns, gas, sequentialRates.median());
                yield spell.balance() > TRIAL_LOSS_MAX || isAnotherLoad()
                        ? Phase.CHECK_SETTLE
                        : tried();
            }
            case PARALLEL -> {
                spell.add(ns, gas, sequentialRates.median());
                yield --untilCheck == 0 || spell.balance() > LOSS_MAX || isAnotherLoad()
                        ? Phase.CHECK_SETTLE
                        : Phase.PARALLEL;
            }
            case CHECK -> {
                sequentialRates.add(ns / gas);
                yield ++checks < CHECKS ? Phase.CHECK : checked();
            }
        };
    }

    private double gasEach() {
        return (double) gas / EPOCH;
    }

    private boolean isBetter() {
        return spell.rate() * GAIN_KEPT <= sequentialRates.median();
    }

    /** Whether the reference was taken of something else, and says nothing any more. */
    private boolean isAnotherLoad() {
        boolean faster = phase == Phase.PARALLEL && spell.isFasterThanUsual();
        return faster || !Load.isLike(gasEach(), tried.gasEach());
    }

    private double lossNs(double ns) {
        double reference = sequentialRates.median();
        return Spell.clipped(ns, gas, reference) - gas * reference;
    }

    private Phase probe() {
        if (isWarming()) {
            untilProbe = FIRST_PROBE;
            return Phase.SEQUENTIAL;
        }
        probed = 0;
        deepest = 0;
        // Before the probe is paid for: what is saved may be just enough.
        affordable = budget.allows(false);
        // What cannot be afforded for any load need not be looked for.
        return budget.allows(true) ? Phase.PROBE : Phase.SEQUENTIAL;
    }

    /** A trial of cold code says nothing and costs much. */
    private boolean isWarming() {
        if (warmingRate > 0) {
            double rate = sequentialRates.median();
            warmingRate = rate * WARMING < warmingRate ? rate : 0;
        }
        return warmingRate > 0;
    }

    private Phase probed() {
        double parallelism = (double) probed / Math.max(deepest, 1);
        tried = new Load(sequentialRates.median(), gasEach(), parallelism);
        boolean changed = !tried.isLike(failed);
        if (parallelism < GAIN_PREDICTED || !(affordable || (changed && budget.allows(true)))) {
            untilProbe = PROBE_EVERY;
            return Phase.SEQUENTIAL;
        }
        return settle();
    }

    private Phase settle() {
        spell.begin();
        return Phase.SETTLE;
    }

    private Phase settled() {
        if (phase == Phase.SETTLE) {
            spell.judge();
            untilCheck = checkEvery;
            return practice > 0 ? Phase.PRACTICE : wins ? Phase.PARALLEL : Phase.TRIAL;
        }
        checks = 0;
        sequentialRates.clear();
        return Phase.CHECK;
    }

    /** Compilers may have been at work on the sequential way as well: it is measured anew. */
    private Phase practised() {
        sequentialRates.clear();
        warmingRate = Double.MAX_VALUE;
        // What was run ahead is taken first.
        untilProbe = FIRST_PROBE + depths.length / EPOCH + 1;
        return Phase.SEQUENTIAL;
    }

    private Phase tried() {
        if (!spell.isJudged()) {
            return Phase.TRIAL;
        }
        if (!isBetter()) {
            return Phase.CHECK_SETTLE;
        }
        return Phase.PARALLEL;
    }

    private Phase checked() {
        if (isBetter()) {
            budget.succeeded();
            wins = true;
            checkEvery = Math.min(checkEvery * 2, CHECK_EVERY_MAX);
            tried = new Load(sequentialRates.median(), gasEach(), tried.parallelism());
            return settle();
        }
        wins = false;
        budget.failed(spell.lossNs(sequentialRates.median(), gas));
        failed = new Load(sequentialRates.median(), gasEach(), tried.parallelism());
        checkEvery = CHECK_EVERY_MIN;
        untilProbe = PROBE_EVERY;
        return Phase.SEQUENTIAL;
    }
}
