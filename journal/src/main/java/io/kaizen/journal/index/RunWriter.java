package io.kaizen.journal.index;

import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Writes runs: under another name, header last, forced, then renamed, so that a file with a run's
 * name is whole. Any thread, each run one.
 */
final class RunWriter {
    static final String SUFFIX = ".run";
    static final String UNFINISHED = ".tmp";

    private static final int BUFFER_BYTES = Triples.WORDS * 8 * 32_768;

    /** A large run is forced piece by piece: at once it would keep others' syncs waiting. */
    private static final int FORCE_BYTES = 64 * BUFFER_BYTES;

    /** Puts entries one after another. */
    private static final class Output {
        private final FileChannel channel;
        private final Path file;
        private final Disk disk;
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private final RunKind kind;
        private final BooleanSupplier cancelled;
        private long count;
        private long forced;

        Output(FileChannel channel, Path file, RunKind kind, Disk disk, BooleanSupplier cancelled)
                throws IOException {
            this.kind = kind;
            this.channel = channel;
            this.file = file;
            this.disk = disk;
            this.cancelled = cancelled;
            channel.position(RunHeader.BYTES);
        }

        void put(long first, long second, long place) throws IOException {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.putLong(first).putLong(second).putLong(kind.word(first, second, place));
            count++;
        }

        void flush() throws IOException {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the index closes");
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
            if (channel.position() - forced >= FORCE_BYTES) {
                disk.force(channel, file);
                forced = channel.position();
            }
        }
    }

    /** Puts every entry of a run in order. */
    @FunctionalInterface
    private interface Source {
        void into(Output output) throws IOException;
    }

    private final Path folder;
    private final RunKind kind;
    private final Disk disk;
    private final BooleanSupplier cancelled;

    /**
     * @param cancelled asked now and then: a write that it stops throws {@link
     *     CancellationException} and leaves no run
     */
    RunWriter(Path folder, RunKind kind, Disk disk, BooleanSupplier cancelled) {
        this.folder = folder;
        this.kind = kind;
        this.disk = disk;
        this.cancelled = cancelled;
    }

    /**
     * @param words {@link Triples}, ascending
     */
    HashRun write(long[] words, BlockRange blocks) throws IOException {
        return write(
                0,
                blocks,
                output -> {
                    for (int at = 0; at < words.length; at += Triples.WORDS) {
                        output.put(words[at], words[at + 1], words[at + 2]);
                    }
                });
    }

    /**
     * One run of several that follow each other; of equal hashes the oldest entry stays, or all
     * where the kind has several.
     *
     * @param runs of one level, oldest first
     */
    HashRun merge(List<HashRun> runs) throws IOException {
        BlockRange blocks =
                runs.stream().map(HashRun::blocks).reduce(BlockRange::plus).orElseThrow();
        return write(runs.getFirst().level() + 1, blocks, output -> merge(runs, kind, output));
    }

    private static void merge(List<HashRun> runs, RunKind kind, Output output) throws IOException {
        int count = runs.size();
        long[] next = new long[count];
        long[] first = new long[count];
        long[] second = new long[count];
        for (int i = 0; i < count; i++) {
            load(runs.get(i), i, next, first, second);
        }
        boolean any = false;
        long lastFirst = 0;
        long lastSecond = 0;
        while (true) {
            int least = -1;
            for (int i = 0; i < count; i++) {
                if (next[i] < runs.get(i).count()
                        && (least < 0
                                || Triples.compare(first[i], second[i], first[least], second[least])
                                        < 0)) {
                    least = i;
                }
            }
            if (least < 0) {
                return;
            }
            if (kind.keepsAll()
                    || !any
                    || first[least] != lastFirst
                    || second[least] != lastSecond) {
                any = true;
                lastFirst = first[least];
                lastSecond = second[least];
                output.put(lastFirst, lastSecond, runs.get(least).place(next[least]));
            }
            next[least]++;
            load(runs.get(least), least, next, first, second);
        }
    }

    private static void load(HashRun run, int i, long[] next, long[] first, long[] second) {
        if (next[i] < run.count()) {
            run.check(next[i]);
            first[i] = run.first(next[i]);
            second[i] = run.second(next[i]);
        }
    }

    private HashRun write(int level, BlockRange blocks, Source source) throws IOException {
        String name = "%012d-%012d".formatted(blocks.first(), blocks.last());
        Path unfinished = folder.resolve(name + UNFINISHED);
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            Output output = new Output(channel, unfinished, kind, disk, cancelled);
            source.into(output);
            output.flush();
            ByteBuffer header = new RunHeader(kind, level, output.count, blocks).bytes();
            while (header.hasRemaining()) {
                channel.write(header, header.position());
            }
            disk.force(channel, unfinished);
        } catch (IOException | RuntimeException failed) {
            disk.delete(unfinished);
            throw failed;
        }
        Path file = folder.resolve(name + SUFFIX);
        disk.rename(unfinished, file);
        return Objects.requireNonNull(HashRun.open(file, kind), "a run that was just written");
    }
}
