package io.kaizen.perf.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The documents of a queue's segments as bytes of files, read without the journal's own code:
 * {@code journal/docs/durability.md} has the layout.
 */
final class RawQueue {
    private static final int HEADER = 4;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;

    private RawQueue() {}

    /** Where a walk over a file's documents came to: the last one, and what is behind it. */
    private record End(long last, int lastHeader, int header) {}

    /**
     * Puts the last document back to what it was while it was written: its header says "not
     * complete", and its bytes are there up to some point.
     *
     * @return whether there was one
     */
    static boolean tear(Path queue, Random random) throws IOException {
        for (Path file : newestFirst(queue)) {
            if (tearIn(file, random)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a segment ends with the beginning of a document. */
    static boolean isTorn(Path queue) throws IOException {
        for (Path file : newestFirst(queue)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                if (walk(channel).header() != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Path> newestFirst(Path queue) throws IOException {
        if (!Files.isDirectory(queue)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(queue)) {
            return all.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static End walk(FileChannel channel) throws IOException {
        long last = -1;
        int lastHeader = 0;
        long at = 0;
        int header = header(channel, at);
        for (; header > 0; header = header(channel, at)) {
            if ((header & METADATA) == 0) {
                last = at;
                lastHeader = header;
            }
            at = at + HEADER + (header & LENGTH) + 3 & -4L;
        }
        return new End(last, lastHeader, header);
    }

    private static boolean tearIn(Path file, Random random) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            End end = walk(channel);
            if (end.last() < 0) {
                return false;
            }
            int length = end.lastHeader() & LENGTH;
            int whole = random.nextInt(length);
            channel.write(ByteBuffer.allocate(length - whole), end.last() + HEADER + whole);
            int open = random.nextBoolean() ? NOT_COMPLETE : NOT_COMPLETE | length;
            channel.write(
                    ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(0, open),
                    end.last());
            return true;
        }
    }

    private static int header(FileChannel channel, long at) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        channel.read(header, at);
        return header.getInt(0);
    }
}
