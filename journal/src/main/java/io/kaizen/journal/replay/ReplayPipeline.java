package io.kaizen.journal.replay;

import io.kaizen.journal.replay.ReplayStages.Scratch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches through the {@linkplain ReplayStages stages} on any number of threads, the caller's
 * among them; see {@code journal/docs/replay.md}. All threads do the same: take the task of the
 * oldest batch that has one, until everything is judged or the first finding, in the order of
 * blocks, is certain.
 *
 * <p>Everything here is guarded by this object's lock, through which batches are handed on. Bound:
 * {@link #WINDOW_TRANSACTIONS} and {@link #WINDOW_BATCHES} under way; no more is read meanwhile.
 */
final class ReplayPipeline {
    private static final int WINDOW_TRANSACTIONS = 1 << 14;
    private static final int WINDOW_BATCHES = 32;

    /** Transactions that one task prepares. */
    private static final int CHUNK = 8 * Preparation.RUN;

    /** How far a batch is. */
    private enum Progress {
        PREPARING,
        PREPARED,
        EXECUTING,
        EXECUTED,
        ROOTING,
        ROOTED,
        JUDGING,
        JUDGED;

        boolean isAtLeast(Progress other) {
            return compareTo(other) >= 0;
        }
    }

    /** A batch under way. */
    private static final class Slot {
        final ReplayBatch batch;

        /** What each chunk has found. */
        final Preparation.@Nullable Found[] found;

        int chunksTaken;
        int chunksDone;
        Progress progress;

        /** Whether a stage that is done with the batch has found something. */
        boolean hasFinding;

        Slot(ReplayBatch batch) {
            this.batch = batch;
            this.found = new Preparation.Found[(batch.transactions() + CHUNK - 1) / CHUNK];
            this.progress = found.length == 0 ? Progress.PREPARED : Progress.PREPARING;
            this.hasFinding = batch.finding() != null;
        }
    }

    /** Done without the lock, and then, with it, said to be done. */
    private record Task(Consumer<Scratch> work, Runnable done) {}

    private final ReplayStages stages;
    private final Replay.Progress listener;
    private final Deque<Slot> window = new ArrayDeque<>();
    private final Deque<Runnable> lent = new ArrayDeque<>();
    private int windowTransactions;
    private boolean reading;
    private boolean readToEnd;
    private ReplayResult.Counts counts = ReplayResult.Counts.NONE;
    private @Nullable ReplayResult result;
    private @Nullable Throwable failure;

    ReplayPipeline(ReplayStages stages, Replay.Progress listener) {
        this.stages = stages;
        this.listener = listener;
    }

    /** Has a task done by a thread that has nothing else to do. Any thread. */
    synchronized void lend(Runnable task) {
        lent.add(task);
        notifyAll();
    }

    /** Ends it where it is, with a result that means nothing. Any thread. */
    synchronized void stop() {
        result = result == null ? new ReplayResult.Agreed(counts) : result;
        notifyAll();
    }

    /**
     * Returns once all is judged.
     *
     * @throws CancellationException if the caller is interrupted; it stays so
     */
    ReplayResult run(int threads) {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            others.add(Thread.ofPlatform().daemon().name("replay-" + i).start(this::work));
        }
        work();
        for (Thread other : others) {
            join(other);
        }
        synchronized (this) {
            switch (failure) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> throw new IllegalStateException(thrown);
                case null -> {
                    return Objects.requireNonNull(result);
                }
            }
        }
    }

    /** A task is short, and the window is of no more use to anybody. */
    private static void join(Thread other) {
        boolean interrupted = false;
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchThrowable") // is thrown again by the caller's thread
    private void work() {
        Scratch scratch = new Scratch();
        try {
            for (Task task = await(); task != null; task = await()) {
                task.work().accept(scratch);
                done(task);
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    private synchronized void fail(Throwable thrown) {
        failure = failure == null ? thrown : failure;
        notifyAll();
    }

    private synchronized void done(Task task) {
        if (result == null) {
            task.done().run();
            cutAtFinding();
            retire();
        }
        notifyAll();
    }

    /** The next task; null once there is nothing to do any more. */
    private synchronized @Nullable Task await() {
        while (failure == null && result == null) {
            Task task = next();
            if (task != null) {
                return task;
            }
            try {
                wait();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancellationException("replay was interrupted");
            }
        }
        return null;
    }

    private @Nullable Task next() {
        Runnable other = lent.poll();
        if (other != null) {
            return new Task(scratch -> other.run(), () -> {});
        }
        Progress before = Progress.JUDGED;
        for (Slot slot : window) {
            Task task = next(slot, before);
            if (task != null) {
                return task;
            }
            before = slot.progress;
        }
        boolean hasRoom =
                windowTransactions < WINDOW_TRANSACTIONS && window.size() < WINDOW_BATCHES;
        return hasRoom && !reading && !readToEnd ? read() : null;
    }

    /**
     * @param before how far the batch before is: one stage works on one batch at a time, in order
     */
    private @Nullable Task next(Slot slot, Progress before) {
        ReplayBatch batch = slot.batch;
        return switch (slot.progress) {
            case PREPARING -> slot.chunksTaken < slot.found.length ? prepare(slot) : null;
            case PREPARED ->
                    before.isAtLeast(Progress.EXECUTED)
                            ? step(
                                    slot,
                                    Progress.EXECUTING,
                                    Progress.EXECUTED,
                                    s -> stages.execute(batch))
                            : null;
            case EXECUTED ->
                    before.isAtLeast(Progress.ROOTED)
                            ? step(slot, Progress.ROOTING, Progress.ROOTED, s -> stages.root(batch))
                            : null;
            case ROOTED ->
                    step(
                            slot,
                            Progress.JUDGING,
                            Progress.JUDGED,
                            s -> ReplayStages.judge(batch, s));
            case EXECUTING, ROOTING, JUDGING, JUDGED -> null;
        };
    }

    private static Task step(Slot slot, Progress during, Progress after, Consumer<Scratch> work) {
        slot.progress = during;
        return new Task(
                work,
                () -> {
                    slot.progress = after;
                    slot.hasFinding = slot.batch.finding() != null;
                });
    }

    private Task prepare(Slot slot) {
        int chunk = slot.chunksTaken++;
        int from = chunk * CHUNK;
        int to = Math.min(slot.batch.transactions(), from + CHUNK);
        return new Task(
                scratch -> slot.found[chunk] = stages.prepare(slot.batch, from, to, scratch),
                () -> {
                    slot.chunksDone++;
                    if (slot.chunksDone == slot.found.length) {
                        prepared(slot);
                    }
                });
    }

    private static void prepared(Slot slot) {
        slot.progress = Progress.PREPARED;
        Arrays.stream(slot.found)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(first -> slot.batch.endBefore(first.block(), first.finding()));
        slot.hasFinding = slot.batch.finding() != null;
    }

    private Task read() {
        reading = true;
        ReplayBatch[] read = new ReplayBatch[1];
        return new Task(
                scratch -> read[0] = stages.read(),
                () -> {
                    reading = false;
                    if (!readToEnd) {
                        ReplayBatch batch = read[0];
                        window.add(new Slot(batch));
                        windowTransactions += batch.transactions();
                        readToEnd = stages.isAtEnd();
                    }
                });
    }

    /** What is behind a finding does not count. */
    private void cutAtFinding() {
        boolean isBehind = false;
        for (Iterator<Slot> slots = window.iterator(); slots.hasNext(); ) {
            Slot slot = slots.next();
            if (isBehind) {
                slots.remove();
            }
            isBehind |= slot.hasFinding;
        }
        readToEnd |= isBehind;
    }

    private void retire() {
        while (!window.isEmpty() && window.getFirst().progress == Progress.JUDGED) {
            Slot judged = window.removeFirst();
            windowTransactions -= judged.batch.transactions();
            for (ReplayedBlock block : judged.batch.blocks()) {
                counts = counts.plus(block.counts());
                listener.replayed(block.counts());
            }
            Finding finding = judged.batch.finding();
            if (finding != null) {
                result = finding.result(counts);
                return;
            }
        }
        if (readToEnd && !reading && window.isEmpty()) {
            result = new ReplayResult.Agreed(counts);
        }
    }
}
