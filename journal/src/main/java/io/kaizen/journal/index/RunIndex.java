package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index that outgrows the heap: recent entries in a {@link HashIndex}, older ones in sorted runs
 * on disk, which one thread writes and another merges. {@code journal/docs/index.md} has the sizes.
 *
 * <p>One writer, any reader. Bound on the heap: two generations of entries.
 */
public final class RunIndex implements PlaceIndex, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunIndex.class);
    private static final long CLOSE_SECONDS = 30;

    /**
     * @param generation entries on the heap that make a run
     * @param fanIn runs of one level that are merged into one of the next
     * @param levelMax runs of this level are not merged
     */
    public record Sizes(int generation, int fanIn, int levelMax) {
        /** Runs of 6 MB, 50 MB, 400 MB and 3.2 GB. */
        public static final Sizes DEFAULT = new Sizes(1 << 18, 8, 3);
    }

    /** Makes durable what the entries of a run point at, before the run. */
    @FunctionalInterface
    public interface Force {
        void run() throws IOException;
    }

    /** Everything that a reader looks through, newest first. */
    private record Generations(
            Generation current, @Nullable Generation closed, List<HashRun> runs) {}

    private final RunKind kind;
    private final Sizes sizes;
    private final Force force;
    private final Disk disk;
    private final RunWriter writer;
    private final ExecutorService writing =
            Executors.newSingleThreadExecutor(task -> thread("", task));
    private final ExecutorService merging =
            Executors.newSingleThreadExecutor(task -> thread("-merge", task));

    /** Replaced under this object's monitor, by the writer and the two threads. */
    private volatile Generations generations;

    private volatile boolean closing;

    /** First block of the current generation; the writer's. */
    private long since;

    /** The run that is written, or was last; the writer's. */
    private @Nullable Future<?> written;

    /** The last round of merges that was asked for. */
    private volatile @Nullable Future<?> merged;

    private RunIndex(
            Path folder,
            RunKind kind,
            Sizes sizes,
            Disk disk,
            long first,
            Force force,
            List<HashRun> runs) {
        this.kind = kind;
        this.sizes = sizes;
        this.force = force;
        this.disk = disk;
        this.writer = new RunWriter(folder, kind, disk, () -> closing);
        this.generations = new Generations(kind.generation(), null, List.copyOf(runs));
        this.since = runs.isEmpty() ? first : runs.getLast().blocks().last() + 1;
    }

    /**
     * @param first block whose entries it has or will be given
     */
    public static RunIndex open(Path folder, Sizes sizes, Disk disk, long first, Force force)
            throws IOException {
        return open(folder, RunKind.PLACES, sizes, disk, first, force);
    }

    /** As above, of any kind. */
    public static RunIndex open(
            Path folder, RunKind kind, Sizes sizes, Disk disk, long first, Force force)
            throws IOException {
        List<HashRun> runs = RunFolder.open(folder, kind, disk, first);
        return new RunIndex(folder, kind, sizes, disk, first, force, runs);
    }

    /** The blocks from the first up whose entries are on disk; null if none are. */
    public @Nullable BlockRange covered() {
        return generations.runs.stream().map(HashRun::blocks).reduce(BlockRange::plus).orElse(null);
    }

    /**
     * Forgets and deletes everything: the entries are put again from a block on. Before any put.
     */
    public void discard(long first) throws IOException {
        RunFolder.delete(generations.runs, disk);
        generations = new Generations(kind.generation(), null, List.of());
        since = first;
    }

    /** Deletes the runs that have no block from this one on. Any thread. */
    public void dropBelow(long first) throws IOException {
        List<HashRun> dropped;
        synchronized (this) {
            List<HashRun> runs = generations.runs;
            dropped = runs.stream().filter(run -> run.blocks().last() < first).toList();
            List<HashRun> kept = runs.stream().filter(run -> !dropped.contains(run)).toList();
            generations = new Generations(generations.current, generations.closed, kept);
        }
        RunFolder.delete(dropped, disk);
    }

    /** Adds an entry; where the kind has several places a hash, in ascending order. */
    @Override
    public void put(Hash hash, long place) {
        generations.current.put(hash, place);
    }

    @Override
    public long get(Hash hash) {
        return floor(hash, Long.MAX_VALUE);
    }

    /**
     * The hash's greatest place up to {@code most}, or {@link #ABSENT}.
     *
     * @throws IndexDamageException where a damaged entry is in the way, and its kind tells
     */
    public long floor(Hash hash, long most) {
        Generations now = generations;
        long place = now.current.floor(hash, most);
        if (place == ABSENT && now.closed != null) {
            place = now.closed.floor(hash, most);
        }
        for (int i = now.runs.size() - 1; i >= 0 && place == ABSENT; i--) {
            HashRun run = now.runs.get(i);
            place = kind.beginsAbove(run.blocks(), most) ? ABSENT : run.floor(hash, most);
        }
        return place;
    }

    /**
     * All entries of the block are put. Where that makes a generation, it becomes a run; the writer
     * waits where the run before it is not written. It never waits for merges.
     *
     * @throws IllegalStateException where a run could not be written
     */
    public void endBlock(long number, Hash blockHash) {
        if (generations.current.size() < sizes.generation()) {
            return;
        }
        awaitRun();
        BlockRange blocks = new BlockRange(since, number, blockHash);
        since = number + 1;
        Generation closed = close(generations.current);
        written =
                writing.submit(() -> {
                    write(closed, blocks);
                    merged = merging.submit(this::merge);
                    return null;
                });
    }

    private synchronized Generation close(Generation current) {
        generations = new Generations(kind.generation(), current, generations.runs);
        return current;
    }

    /** Levels of the runs on disk, oldest first. */
    List<Integer> levels() {
        return generations.runs.stream().map(HashRun::level).toList();
    }

    /** Returns once no run is being written. The writer's thread. */
    void awaitRun() {
        await(written, "a run of the index was not written");
    }

    /** Returns once nothing is left to be merged. The writer's thread. */
    void awaitMerges() {
        awaitRun();
        await(merged, "runs of the index were not merged");
    }

    private static void await(@Nullable Future<?> task, String failure) {
        if (task == null) {
            return;
        }
        try {
            task.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failure, failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped meanwhile: " + failure, stopped);
        }
    }

    /** Ends both threads at once. What is in no run yet is put again at the next opening. */
    @Override
    public void close() {
        closing = true;
        writing.shutdown();
        merging.shutdown();
        try {
            if (!writing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    || !merging.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("index: still writing {} s after its end", CLOSE_SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(String suffix, Runnable task) {
        return Thread.ofPlatform().daemon().name(kind.threads() + suffix).unstarted(task);
    }

    private void write(Generation closed, BlockRange blocks) throws IOException {
        try {
            force.run();
            HashRun run = writer.write(closed.sorted(), blocks);
            synchronized (this) {
                List<HashRun> runs = new ArrayList<>(generations.runs);
                runs.add(run);
                generations = new Generations(generations.current, null, List.copyOf(runs));
            }
        } catch (CancellationException closes) {
            LOG.debug("index: the run of {} is left for the next opening", blocks);
        }
    }

    /** Merges wherever enough runs of one level lie together; a failure is no harm. */
    private void merge() {
        try {
            List<HashRun> parts = mergeable(generations.runs);
            while (!parts.isEmpty()) {
                HashRun whole = writer.merge(parts);
                // Where some were dropped meanwhile, this one has too much and is done without.
                RunFolder.delete(replace(parts, whole) ? parts : List.of(whole), disk);
                parts = mergeable(generations.runs);
            }
        } catch (CancellationException closes) {
            LOG.debug("index: merging is left for the next opening");
        } catch (IOException | RuntimeException failed) {
            LOG.warn(
                    "index: runs were not merged, and are tried behind the next: {}",
                    failed,
                    failed);
        }
    }

    private List<HashRun> mergeable(List<HashRun> runs) {
        int inRow = 0;
        for (int i = 0; i < runs.size(); i++) {
            int level = runs.get(i).level();
            inRow = i > 0 && runs.get(i - 1).level() == level ? inRow + 1 : 1;
            if (inRow == sizes.fanIn() && level < sizes.levelMax()) {
                return runs.subList(i + 1 - inRow, i + 1);
            }
        }
        return List.of();
    }

    private synchronized boolean replace(List<HashRun> parts, HashRun merged) {
        List<HashRun> runs = new ArrayList<>(generations.runs);
        if (!runs.containsAll(parts)) {
            return false;
        }
        int at = runs.indexOf(parts.getFirst());
        runs.subList(at, at + parts.size()).clear();
        runs.add(at, merged);
        generations = new Generations(generations.current, generations.closed, List.copyOf(runs));
        return true;
    }
}
