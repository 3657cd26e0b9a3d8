package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BloomMemo;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.Tracer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions of the window before their turn. One thread; any number of workers beside each
 * other. Commits nothing: see {@link ParallelExecutor}.
 */
public final class Worker {
    private static final int CHUNK = 16;

    /** How far behind the last claim a worker with nothing to claim looks for what was left. */
    private static final int SWEEP = 64;

    private final Window window;
    private final HotState state;
    private final SpeculativeView view;
    private final TransactionProcessor processor;
    private final @Nullable Tracer tracer;
    private final BloomMemo blooms = new BloomMemo();
    private final long[] left = new long[CHUNK];
    private long watermark;
    private long givenUp;

    /**
     * @param tracer of every run, which a test may use to interleave them; null for none
     */
    Worker(Window window, HotState state, TransactionProcessor processor, @Nullable Tracer tracer) {
        this.window = window;
        this.state = state;
        this.view = new SpeculativeView(state, window);
        this.processor = processor;
        this.tracer = tracer;
    }

    /** Whether there may be something to run now or soon; the executor says when that changes. */
    boolean isWanted() {
        return window.isOpen();
    }

    /** Runs what there is to run, up to a chunk; how many transactions it ran. */
    public int work() {
        return work(CHUNK, CHUNK);
    }

    /**
     * @param gap tasks that are left to the owner, which is about to come to them
     */
    int work(int chunk, int gap) {
        if (!window.isOpen()) {
            return 0;
        }
        long first = window.claim(chunk, gap);
        beginChunk();
        if (first < 0) {
            return sweep(gap);
        }
        long end = Math.min(first + chunk, window.published());
        int ran = 0;
        int leftCount = 0;
        for (long sequence = first; sequence < end; sequence++) {
            Task task = window.task(sequence);
            if (!window.areDependenciesDone(task)) {
                left[leftCount++] = sequence;
            } else if (task.claim()) {
                run(task);
                ran++;
            }
        }
        for (int i = 0; i < leftCount; i++) {
            ran += runIfReady(left[i]);
        }
        return ran;
    }

    /** Runs that it gave up. Others may read, a little late. */
    long givenUp() {
        return givenUp;
    }

    private void beginChunk() {
        watermark = window.watermark();
        view.beginChunk(watermark);
    }

    /** Runs what was left behind because its predecessor had not run. */
    private int sweep(int gap) {
        long end = window.claimed();
        int ran = 0;
        for (long at = Math.max(watermark + 1 + gap, end - SWEEP); at < end; at++) {
            ran += runIfReady(at);
        }
        return ran;
    }

    private int runIfReady(long sequence) {
        Task task = window.task(sequence);
        if (sequence <= window.watermark()
                || task.givenUp
                || !window.areDependenciesDone(task)
                || !task.claim()) {
            return 0;
        }
        run(task);
        return 1;
    }

    /** Runs a claimed task; afterwards it is done, or given up and ready for the owner. */
    private void run(Task task) {
        boolean done = false;
        try {
            view.begin(task);
            TransactionResult result =
                    processor.execute(
                            view,
                            Objects.requireNonNull(task.speculativeContext),
                            Objects.requireNonNull(task.transaction),
                            Objects.requireNonNull(task.sender),
                            Validation.CONSENSUS,
                            tracer);
            note(task, result);
            done = true;
        } catch (RuntimeException failed) {
            // Given up, or broken: then the owner's run in its turn fails too, and is heard.
            done = false;
        } finally {
            if (done) {
                task.finish();
            } else {
                task.giveUp();
                givenUp++;
            }
        }
    }

    private void note(Task task, TransactionResult result) {
        TransactionState ran = processor.state();
        for (int i = 0; i < task.accountCount; i++) {
            task.fields[i] = ran.looks(i);
        }
        if (task.dependency > watermark) {
            task.dependencyMet = view.metDependency();
        }
        task.result = result;
        if (result instanceof TransactionResult.Executed executed) {
            task.bloom = blooms.of(executed.logs());
            state.deploy(executed.effects().code());
            for (AccountEffect effect : executed.effects().accounts()) {
                publish(task, effect);
            }
        }
    }

    private void publish(Task task, AccountEffect effect) {
        Address address = effect.address();
        int read = task.indexOf(address);
        boolean sumOnly =
                read >= 0
                        && (task.fields[read] & LiveAccount.BALANCE) == 0
                        && isSumOnly(effect.before(), effect.after());
        CellTable.Generations cells = Objects.requireNonNull(task.generations);
        // Who only gained is repaired at commit; a version would only be in everybody's way.
        if (!sumOnly) {
            AccountCell cell = read >= 0 ? task.accounts[read] : cells.account(address);
            task.versions.add(
                    cell.push(task.sequence, AccountCell.value(effect.after()), watermark));
        }
        for (SlotEffect slot : effect.slots()) {
            SlotCell cell = cells.slot(address, slot.slot());
            task.versions.add(cell.push(task.sequence, slot.after(), watermark));
        }
    }

    private static boolean isSumOnly(@Nullable Account before, @Nullable Account after) {
        return before != null
                && after != null
                && before.nonce() == after.nonce()
                && before.codeHash().equals(after.codeHash());
    }
}
