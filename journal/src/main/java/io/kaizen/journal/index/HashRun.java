package io.kaizen.journal.index;

import io.kaizen.exec.ledger.Hash;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One immutable file of sorted entries, mapped: {@code journal/docs/index.md} has its layout. Any
 * thread. The mapping goes when nobody can reach the run any more, whether or not its file is
 * deleted before.
 */
final class HashRun {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ENTRY_BYTES = Triples.WORDS * 8L;

    /** Below this many entries a search halves; above, it guesses where the hash should be. */
    private static final long GUESS_MIN = 16;

    private static final int GUESSES_MAX = 3;

    private final Path file;
    private final RunHeader header;
    private final MemorySegment entries;

    private HashRun(Path file, RunHeader header, MemorySegment entries) {
        this.file = file;
        this.header = header;
        this.entries = entries;
    }

    /**
     * Maps the file; null where it is no whole run.
     *
     * @throws IOException where it cannot be read
     */
    static @Nullable HashRun open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            RunHeader header = RunHeader.read(channel);
            long bytes = header == null ? 0 : header.entries() * ENTRY_BYTES;
            if (header == null || channel.size() != RunHeader.BYTES + bytes) {
                return null;
            }
            MemorySegment entries =
                    channel.map(
                            FileChannel.MapMode.READ_ONLY, RunHeader.BYTES, bytes, Arena.ofAuto());
            return new HashRun(file, header, entries);
        }
    }

    Path file() {
        return file;
    }

    BlockRange blocks() {
        return header.blocks();
    }

    int level() {
        return header.level();
    }

    long count() {
        return header.entries();
    }

    long first(long entry) {
        return entries.get(WORD, entry * ENTRY_BYTES);
    }

    long second(long entry) {
        return entries.get(WORD, entry * ENTRY_BYTES + 8);
    }

    long place(long entry) {
        return entries.get(WORD, entry * ENTRY_BYTES + 16);
    }

    /**
     * The place, or {@link PlaceIndex#ABSENT}. Hashes are uniform: where one should be among n
     * entries is wrong by about the square root of n, and a second guess from there by the square
     * root of that. Where somebody chose the hashes it is a binary search.
     */
    long get(Hash hash) {
        long first = HashIndex.first(hash);
        long second = hash.h2();
        long low = 0;
        long high = count() - 1;
        double lowKey = 0;
        double highKey = 0x1p64;
        int guesses = 0;
        while (low <= high) {
            long at = (low + high) >>> 1;
            if (high - low > GUESS_MIN && guesses < GUESSES_MAX) {
                double share = (unsigned(first) - lowKey) / (highKey - lowKey);
                long guess = low + (long) (share * (double) (high - low));
                // A little beyond the guess, on alternate sides, so that both ends close in.
                long slack = (long) Math.sqrt((double) (high - low));
                at = Math.clamp(guess + ((guesses & 1) == 0 ? -slack : slack), low, high);
                guesses++;
            }
            long there = first(at);
            int order = Triples.compare(there, second(at), first, second);
            if (order == 0) {
                return place(at);
            }
            if (order < 0) {
                low = at + 1;
                lowKey = unsigned(there);
            } else {
                high = at - 1;
                highKey = unsigned(there);
            }
        }
        return PlaceIndex.ABSENT;
    }

    private static double unsigned(long word) {
        double value = (double) (word >>> 1) * 2.0;
        return value + (word & 1);
    }
}
