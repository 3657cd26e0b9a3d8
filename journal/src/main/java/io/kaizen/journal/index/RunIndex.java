package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An index that outgrows the heap: recent entries in a {@link HashIndex}, older ones in sorted runs
 * on disk, which a thread of its own writes and merges. {@code journal/docs/index.md} has the
 * sizes.
 *
 * <p>One writer, any reader. Bound on the heap: two generations of entries.
 */
public final class RunIndex implements PlaceIndex, AutoCloseable {
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
    private record Generations(HashIndex current, @Nullable HashIndex closed, List<HashRun> runs) {}

    private final Sizes sizes;
    private final Force force;
    private final RunWriter writer;
    private volatile Generations generations;
    private volatile boolean closing;

    /** First block of the current generation; the writer's. */
    private long since;

    private @Nullable ExecutorService thread;
    private @Nullable Future<?> running;

    private RunIndex(Path folder, Sizes sizes, Force force, List<HashRun> runs) {
        this.sizes = sizes;
        this.force = force;
        this.writer = new RunWriter(folder, () -> closing);
        this.generations = new Generations(new HashIndex(), null, List.copyOf(runs));
        this.since = runs.isEmpty() ? 0 : runs.getLast().blocks().last() + 1;
    }

    public static RunIndex open(Path folder, Sizes sizes, Force force) throws IOException {
        return new RunIndex(folder, sizes, force, RunFolder.open(folder));
    }

    /** The blocks from genesis up whose entries are on disk; null if none are. */
    public @Nullable BlockRange covered() {
        return generations.runs.stream().map(HashRun::blocks).reduce(BlockRange::plus).orElse(null);
    }

    /** Forgets and deletes everything: the entries are put again from genesis. Before any put. */
    public void discard() throws IOException {
        RunFolder.delete(generations.runs);
        generations = new Generations(new HashIndex(), null, List.of());
        since = 0;
    }

    @Override
    public void put(Hash hash, long place) {
        generations.current.put(hash, place);
    }

    @Override
    public long get(Hash hash) {
        Generations now = generations;
        long place = now.current.get(hash);
        if (place == ABSENT && now.closed != null) {
            place = now.closed.get(hash);
        }
        for (int i = now.runs.size() - 1; i >= 0 && place == ABSENT; i--) {
            place = now.runs.get(i).get(hash);
        }
        return place;
    }

    /**
     * All entries of the block are put. Where that makes a generation, it becomes a run; the writer
     * waits where the run before it is not finished.
     *
     * @throws IllegalStateException where a run could not be written
     */
    public void endBlock(long number, Hash blockHash) {
        if (generations.current.size() < sizes.generation()) {
            return;
        }
        awaitRun();
        BlockRange blocks = new BlockRange(since, number, blockHash);
        HashIndex closed = generations.current;
        since = number + 1;
        generations = new Generations(new HashIndex(), closed, generations.runs);
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(RunIndex::thread);
        }
        running =
                thread.submit(() -> {
                    write(closed, blocks);
                    merge();
                    return null;
                });
    }

    /** Runs on disk, oldest first, by level. */
    List<Integer> levels() {
        return generations.runs.stream().map(HashRun::level).toList();
    }

    /** Returns once no run is being written or merged. The writer's thread. */
    void awaitRun() {
        if (running == null) {
            return;
        }
        try {
            running.get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof CancellationException)) {
                throw new IllegalStateException(
                        "a run of the index was not written", failed.getCause());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "stopped while a run of the index was written", stopped);
        }
    }

    /** Ends merging at once. What is not in a run yet is put again at the next opening. */
    @Override
    public void close() {
        closing = true;
        if (thread == null) {
            return;
        }
        try {
            awaitRun();
        } finally {
            thread.shutdown();
        }
    }

    private static Thread thread(Runnable task) {
        return Thread.ofPlatform().daemon().name("kaizen-index").unstarted(task);
    }

    // From here on the index's own thread: while it runs, nobody else changes the generations.

    private void write(HashIndex closed, BlockRange blocks) throws IOException {
        force.run();
        HashRun run = writer.write(closed.sorted(), blocks);
        List<HashRun> runs = new ArrayList<>(generations.runs);
        runs.add(run);
        generations = new Generations(generations.current, null, List.copyOf(runs));
    }

    private void merge() throws IOException {
        while (true) {
            List<HashRun> runs = generations.runs;
            int from = runs.size() - sizes.fanIn();
            if (from < 0
                    || runs.get(from).level() != runs.getLast().level()
                    || runs.getLast().level() >= sizes.levelMax()) {
                return;
            }
            List<HashRun> merged = List.copyOf(runs.subList(from, runs.size()));
            List<HashRun> next = new ArrayList<>(runs.subList(0, from));
            next.add(writer.merge(merged));
            generations =
                    new Generations(generations.current, generations.closed, List.copyOf(next));
            RunFolder.delete(merged);
        }
    }
}
