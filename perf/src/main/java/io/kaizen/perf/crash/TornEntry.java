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
 * Puts the last document of a queue back to what it was while it was written: its header says "not
 * complete", and its bytes are there up to some point. {@code journal/docs/durability.md} has the
 * layout.
 */
final class TornEntry {
    private static final int HEADER = 4;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;

    private TornEntry() {}

    /** Whether there was a document to tear. */
    static boolean tear(Path queue, Random random) throws IOException {
        if (!Files.isDirectory(queue)) {
            return false;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(queue)) {
            files =
                    all.filter(path -> path.toString().endsWith(".cq4"))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        }
        for (Path file : files) {
            if (tearIn(file, random)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tearIn(Path file, Random random) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long last = -1;
            int lastHeader = 0;
            long at = 0;
            for (int header = header(channel, at); header > 0; header = header(channel, at)) {
                if ((header & METADATA) == 0) {
                    last = at;
                    lastHeader = header;
                }
                at = at + HEADER + (header & LENGTH) + 3 & -4L;
            }
            if (last < 0) {
                return false;
            }
            int length = lastHeader & LENGTH;
            int whole = random.nextInt(length);
            ByteBuffer torn = ByteBuffer.allocate(length - whole);
            channel.write(torn, last + HEADER + whole);
            int open = random.nextBoolean() ? NOT_COMPLETE : NOT_COMPLETE | length;
            channel.write(
                    ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(0, open),
                    last);
            return true;
        }
    }

    private static int header(FileChannel channel, long at) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        channel.read(header, at);
        return header.getInt(0);
    }
}
