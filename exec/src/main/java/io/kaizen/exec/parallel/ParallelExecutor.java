package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.BloomMemo;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.BlockHashes;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trace.Tracer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streaming Block-STM: transactions are {@linkplain #add added} in order, run by this thread and
 * any number of {@linkplain #worker workers}, and {@linkplain #next taken} in the same order with
 * the results that one thread running one after the other would have. See {@code
 * exec/docs/parallel.md}.
 *
 * <p>One owner thread calls everything but {@link Worker#work}. Bound: the window; a full one
 * refuses to add. Once {@link #next} has thrown, the executor is of no more use.
 */
public final class ParallelExecutor {
    /** What the owner runs early while its next transaction runs elsewhere. */
    private static final int HELP_CHUNK = 4;

    private final HotState state;
    private final Window window;
    private final Commit commit;
    private final Predictor predictor = new Predictor();
    private final Supplier<TransactionProcessor> processors;
    private final TransactionProcessor processor;
    private final BloomMemo blooms = new BloomMemo();
    private final Worker helper;
    private final Governor governor;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();
    private final Counters counters = new Counters();

    private final Patience patience;

    private long head;
    private long tail;

    private boolean parallel;

    /** After the last transaction that was offered. */
    private long offeredEnd;

    /** Whether some of what was offered, or will be next, is not taken. */
    private boolean offering;

    private boolean opened;
    private @Nullable BlockContext context;
    private @Nullable BlockContext speculativeContext;
    private @Nullable Bytes bloom;

    /** How transactions are run. */
    public enum Mode {
        /** By whichever way is the faster at the time. */
        ADAPTIVE,
        /** One after the other by the owner. */
        SEQUENTIAL,
        /** Always speculatively, where there are workers. */
        PARALLEL
    }

    /**
     * @param window the most transactions between the oldest not taken and the newest added, a
     *     power of two
     * @param cellsMax hot locations in each of two generations
     * @param mayForget whether the base view answers for each result from before the next call of
     *     {@link #next}; else all that is ever touched stays in memory
     */
    public record Settings(Mode mode, int window, int cellsMax, boolean mayForget) {
        public static final Settings DEFAULT = new Settings(Mode.ADAPTIVE, 1024, 1 << 17, true);
    }

    /**
     * @param processors one for each thread, all of one revision and chain
     * @param nanoTime a clock that never goes back, for {@link Mode#ADAPTIVE}
     */
    public ParallelExecutor(
            Settings settings, Supplier<TransactionProcessor> processors, LongSupplier nanoTime) {
        this.state = new HotState(settings.cellsMax(), settings.mayForget());
        this.window = new Window(settings.window());
        this.commit = new Commit(state);
        this.processors = processors;
        this.processor = processors.get();
        this.helper = new Worker(window, state, processors.get(), null);
        this.governor = new Governor(settings.mode(), settings.window(), nanoTime);
        this.patience = new Patience(nanoTime);
    }

    /** Another runner, to be driven by a thread of its own. */
    public Worker worker() {
        return worker(null);
    }

    /** A runner whose every run is traced. */
    Worker worker(@Nullable Tracer tracer) {
        governor.addWorker();
        Worker worker = new Worker(window, state, processors.get(), tracer);
        workers.add(worker);
        return worker;
    }

    /**
     * Has a hook run by the owner whenever workers that have {@linkplain Worker#isWanted nothing to
     * look for} are to look again.
     */
    void wakesWith(Runnable wake) {
        sleepers.add(wake);
    }

    public Counters counters() {
        return counters;
    }

    /** Runs before their turn that were given up: for lack of room, or of a hash not yet known. */
    public long givenUp() {
        long sum = helper.givenUp();
        for (Worker worker : workers) {
            sum += worker.givenUp();
        }
        return sum;
    }

    /** What decides between the ways now: a mode, or a phase of the adaptive one. */
    public String phase() {
        return governor.phase();
    }

    /** All that {@link #phase} can be. */
    public static List<String> phases() {
        return Governor.phases();
    }

    /** Hot locations in the young generation. */
    public int hotLocations() {
        return state.cells();
    }

    /** Transactions that were added and not taken. */
    public int depth() {
        return (int) (tail - head);
    }

    public int windowCapacity() {
        return window.capacity();
    }

    public boolean hasRoom() {
        return tail - head < window.capacity();
    }

    /**
     * The block of the transactions that are added from now on; earlier ones may still be under
     * way.
     */
    public void enter(BlockContext block, LateValues late) {
        context = block;
        BlockHashes hashes = block.blockHashes();
        speculativeContext = block.withBlockHashes(number -> hashIfKnown(hashes, late, number));
    }

    private static Hash hashIfKnown(BlockHashes hashes, LateValues late, long number) {
        if (!late.isKnown(number)) {
            throw new GivenUp();
        }
        return hashes.hash(number);
    }

    /**
     * The block of the transactions that are taken from now on.
     *
     * @param base the state with everything that was taken before; it may be read by any thread and
     *     may answer newer than that
     */
    public void open(StateView base, LateValues late) {
        state.open(base, late);
        opened = true;
    }

    /** The state after the last transaction that was taken. Owner. */
    public StateView state() {
        return state;
    }

    /** Commits what no transaction did: system calls. */
    public void apply(Effects effects) {
        commit.apply(effects, null);
    }

    /**
     * Adds the next transaction of the block that was entered last.
     *
     * @return whether workers may run it
     * @throws IllegalStateException if the window is full or no block was entered
     */
    public boolean add(Transaction transaction, Address sender) {
        if (!hasRoom()) {
            throw new IllegalStateException("window of " + window.capacity() + " is full");
        }
        Task task = window.task(tail);
        task.sequence = tail;
        task.transaction = transaction;
        task.sender = sender;
        task.context = Objects.requireNonNull(context, "no block entered");
        task.speculativeContext = speculativeContext;
        if (governor.predicts()) {
            predictor.predict(task, transaction, sender);
            governor.predicted(task);
        }
        // Before the first block is opened there is no state that a worker could read.
        boolean offered = opened && governor.isParallel();
        if (offered != parallel) {
            changeOver(offered);
        }
        tail++;
        if (offered) {
            task.ready();
            offeredEnd = tail;
            window.publish(tail);
        }
        return offered;
    }

    private void changeOver(boolean offers) {
        // What was offered before and not claimed is left to the owner.
        window.claimFrom(tail);
        parallel = offers;
        if (offers && !offering) {
            offering = true;
            window.open(head - 1);
            sleepers.forEach(Runnable::run);
        }
    }

    /**
     * Takes the next transaction: its result is final.
     *
     * @return null where none was added, or where it is running elsewhere: then another call helps
     */
    public @Nullable TransactionResult next() {
        if (head == tail) {
            rest();
            return null;
        }
        state.settle();
        Task task = window.task(head);
        TransactionResult result;
        switch (task.state()) {
            case Task.FREE -> result = run(task);
            case Task.READY -> {
                if (!task.claim()) {
                    return null;
                }
                counters.direct++;
                result = run(task);
            }
            case Task.DONE -> result = commitDone(task);
            default -> {
                counters.waits++;
                if (helper.work(HELP_CHUNK, 1) > 0 || !patience.isOver(task)) {
                    return null;
                }
                Task abandoned = task.abandon();
                if (abandoned == null) {
                    return null;
                }
                counters.abandoned++;
                window.replace(abandoned);
                task = abandoned;
                result = run(task);
            }
        }
        retire(task, result);
        return result;
    }

    /** Notes that there is nothing to do: the clock does not count. */
    public void rest() {
        governor.idle();
    }

    /** Takes the next transaction without running it: its caller refuses it. False: not now. */
    public boolean skip() {
        Task task = window.task(head);
        if (head == tail || task.state() == Task.RUNNING) {
            return false;
        }
        if (task.state() == Task.READY && !task.claim()) {
            return false;
        }
        task.estimate();
        retire(task, null);
        return true;
    }

    /** The filter over the logs of the transaction that was taken last. */
    public Bytes bloom() {
        return bloom == null ? Bloom.EMPTY : bloom;
    }

    private TransactionResult commitDone(Task task) {
        TransactionResult result = commit.validated(task);
        Boolean met = task.dependencyMet;
        if (met != null) {
            predictor.learn(task.template, task.dependencyRole, met);
        }
        if (result == null) {
            Conflict conflict = commit.conflict();
            counters.conflict(conflict);
            if (conflict == Conflict.STORAGE) {
                predictor.learnWhole(task.template, true);
            }
            task.estimate();
            return run(task);
        }
        counters.speculated++;
        if (commit.repaired()) {
            counters.repaired++;
        }
        if (task.dependencyRole != Predictor.WHOLE) {
            predictor.learnWhole(task.template, false);
        }
        bloom = task.bloom;
        if (result instanceof TransactionResult.Executed executed) {
            commit.apply(executed.effects(), task);
        }
        return result;
    }

    private TransactionResult run(Task task) {
        TransactionResult result =
                processor.execute(
                        state,
                        Objects.requireNonNull(task.context),
                        Objects.requireNonNull(task.transaction),
                        Objects.requireNonNull(task.sender),
                        Validation.CONSENSUS,
                        null);
        bloom = null;
        if (result instanceof TransactionResult.Executed executed) {
            if (!executed.logs().isEmpty()) {
                bloom = blooms.of(executed.logs());
            }
            commit.apply(executed.effects(), null);
        }
        return result;
    }

    private void retire(Task task, @Nullable TransactionResult result) {
        // Before the place is free: who waits for it looks at both.
        if (offering) {
            committed();
        }
        task.free();
        head++;
        counters.taken++;
        governor.taken(result);
    }

    private void committed() {
        window.committed(head);
        if (!parallel && head + 1 >= offeredEnd) {
            offering = false;
            window.close();
        }
    }
}
