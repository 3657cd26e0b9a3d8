package io.kaizen.journal.replay;

import io.kaizen.exec.state.MemoryState;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordDamageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Ranges side by side, each on a state of its own. What they say together is what one range over
 * all of the blocks says: a range's finding counts once all before it agree.
 *
 * <p>A range whose state is not ready when the one before ends, for which there is no room, or
 * which the record or a snapshot does not lead to, is done by that one, which has the state.
 */
final class ReplayRanges {
    /** Heap for an account, and for a slot, with their trie nodes. */
    private static final long ACCOUNT_BYTES = 600;

    private static final long SLOT_BYTES = 500;

    /** How far a range is. */
    private enum Phase {
        /** Its own thread makes its state. */
        PREPARING,
        /** Its own thread runs it. */
        RUNNING,
        /** Its state could not be made, or there was no room for it. */
        ABANDONED,
        /** It is done by the thread of one before it. */
        TAKEN
    }

    private final BlockSource log;
    private final Replay.Order order;
    private final Replay.Plan plan;
    private final Replay.Progress progress;
    private final List<RangePlan.Range> ranges;
    private final long stateBytesMax;

    private final Phase[] phases;
    private final @Nullable ReplayResult[] results;
    private final @Nullable ReplayRange[] running;
    private ReplayResult.Counts done = ReplayResult.Counts.NONE;
    private @Nullable Throwable failure;

    /** Ranges behind it are of no use any more; -1 where none is. */
    private volatile int last;

    /**
     * @param heapBytes for all states but the first, together
     */
    ReplayRanges(
            BlockSource log,
            Replay.Order order,
            Replay.Plan plan,
            Replay.Progress progress,
            List<RangePlan.Range> ranges,
            long heapBytes) {
        int count = ranges.size();
        this.log = log;
        this.order = order;
        this.plan = plan;
        this.progress = progress;
        this.ranges = ranges;
        this.stateBytesMax = heapBytes / count;
        this.phases = new Phase[count];
        Arrays.fill(phases, Phase.PREPARING);
        this.results = new ReplayResult[count];
        this.running = new ReplayRange[count];
        this.last = count - 1;
    }

    /**
     * Runs the first range on the caller's thread. Once this returns no thread of it is left.
     *
     * @throws CancellationException if the caller is interrupted; it stays so
     */
    ReplayResult run() {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            int index = i;
            String name = "replay-range-" + (i + 1);
            others.add(Thread.ofPlatform().daemon().name(name).start(() -> work(index)));
        }
        work(0);
        others.forEach(this::join);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("replay was interrupted");
        }
        return result();
    }

    private void join(Thread other) {
        boolean interrupted = false;
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException stop) {
                interrupted = true;
                stopBehind(-1);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ReplayResult result() {
        switch (failure) {
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable thrown -> throw new IllegalStateException(thrown);
            case null -> {}
        }
        ReplayResult.Counts before = ReplayResult.Counts.NONE;
        ReplayResult all = new ReplayResult.Agreed(before);
        for (int i = 0; i < results.length && all instanceof ReplayResult.Agreed; i++) {
            all = Objects.requireNonNull(results[i]).behind(before);
            before = all.counts();
        }
        return all;
    }

    @SuppressWarnings("CatchThrowable") // is thrown again by the caller's thread
    private void work(int index) {
        try {
            MemoryState state = prepared(index);
            if (state != null) {
                run(index, state);
            }
        } catch (RecordDamageException damaged) {
            end(index, Finding.of(damaged).result(ReplayResult.Counts.NONE));
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** The state before a range; null where there is none to be made any more, or no room. */
    private @Nullable MemoryState prepared(int index) {
        boolean[] isTooLarge = {false};
        MemoryState made =
                StateBefore.of(
                        log,
                        plan.start(),
                        ranges.get(index).from(),
                        state -> {
                            isTooLarge[0] = index > 0 && bytes(state) > stateBytesMax;
                            return !isTooLarge[0] && isWanted(index);
                        });
        if (isTooLarge[0]) {
            move(index, Phase.ABANDONED);
        }
        return made;
    }

    /** The state cannot be made: only for the first range does that say anything. */
    private void end(int index, ReplayResult finding) {
        if (index == 0) {
            put(index, finding);
        } else {
            move(index, Phase.ABANDONED);
        }
    }

    private static long bytes(MemoryState state) {
        return ACCOUNT_BYTES * state.accountCount() + SLOT_BYTES * state.slotCount();
    }

    private synchronized boolean isWanted(int index) {
        return index <= last && phases[index] == Phase.PREPARING;
    }

    /** Out of {@link Phase#PREPARING}; false where another thread was first. */
    private synchronized boolean move(int index, Phase to) {
        boolean isFirst = phases[index] == Phase.PREPARING;
        phases[index] = isFirst ? to : phases[index];
        return isFirst;
    }

    private void run(int index, MemoryState state) {
        int threads = threads(index);
        long from = ranges.get(index).from();
        try (ReplayRange range =
                new ReplayRange(log, order, plan, state, from, threads, this::replayed)) {
            ReplayResult unfit = range.begin();
            if (unfit != null) {
                end(index, unfit);
                return;
            }
            if (!move(index, Phase.RUNNING) || !add(index, range)) {
                return;
            }
            int at = index;
            ReplayResult result = range.run(ranges.get(at).to(), threads);
            put(at, result);
            while (result instanceof ReplayResult.Agreed && take(at + 1)) {
                at++;
                result = range.run(ranges.get(at).to(), threads);
                put(at, result);
            }
        }
    }

    private int threads(int index) {
        int count = ranges.size();
        return plan.threads() / count + (index < plan.threads() % count ? 1 : 0);
    }

    /** Whether a range is to be gone on with by the thread of the one before. */
    private synchronized boolean take(int index) {
        boolean isFree =
                index <= last
                        && (phases[index] == Phase.PREPARING || phases[index] == Phase.ABANDONED);
        if (isFree) {
            phases[index] = Phase.TAKEN;
        }
        return isFree;
    }

    private synchronized boolean add(int index, ReplayRange range) {
        running[index] = range;
        return index <= last;
    }

    private synchronized void replayed(ReplayResult.Counts block) {
        done = done.plus(block);
        progress.replayed(done);
    }

    private void put(int index, ReplayResult result) {
        synchronized (this) {
            results[index] = result;
        }
        if (!(result instanceof ReplayResult.Agreed)) {
            stopBehind(index);
        }
    }

    private void fail(Throwable thrown) {
        synchronized (this) {
            failure = failure == null ? thrown : failure;
        }
        stopBehind(-1);
    }

    private synchronized void stopBehind(int index) {
        last = Math.min(last, index);
        for (int i = last + 1; i < running.length; i++) {
            if (running[i] != null) {
                running[i].stop();
            }
        }
    }
}
