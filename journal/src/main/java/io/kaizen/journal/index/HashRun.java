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
     * Maps the file; null where it is no whole run of the kind.
     *
     * @throws IOException where it cannot be read
     */
    static @Nullable HashRun open(Path file, RunKind kind) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            RunHeader header = RunHeader.read(channel, kind);
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
        return header.kind().place(word(entry));
    }

    private long word(long entry) {
        return entries.get(WORD, entry * ENTRY_BYTES + 16);
    }

    /**
     * @throws IndexDamageException where the entry is not as it was written, and its kind tells
     */
    void check(long entry) {
        if (!header.kind().isWhole(first(entry), second(entry), word(entry))) {
            throw new IndexDamageException(file, entry);
        }
    }

    /**
     * The hash's greatest place up to {@code most}, or {@link PlaceIndex#ABSENT}. The two entries
     * between which the search ends are checked: one that misled it is one of them.
     *
     * @throws IndexDamageException where one of them is damaged
     */
    long floor(Hash hash, long most) {
        long first = HashIndex.first(hash);
        long second = hash.h2();
        long above = firstAbove(first, second, most);
        if (above < count()) {
            check(above);
        }
        if (above == 0) {
            return PlaceIndex.ABSENT;
        }
        check(above - 1);
        return first(above - 1) == first && second(above - 1) == second
                ? place(above - 1)
                : PlaceIndex.ABSENT;
    }

    /**
     * The first entry beyond the hash and the place. Hashes are uniform: where one should be among
     * n entries is wrong by about the square root of n, and a second guess from there by the square
     * root of that. Where somebody chose the hashes it is a binary search.
     */
    private long firstAbove(long first, long second, long most) {
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
            if (order < 0 || (order == 0 && place(at) <= most)) {
                low = at + 1;
                if (order == 0 && low <= high && first(low) != first) {
                    return low;
                }
                lowKey = unsigned(there);
            } else {
                high = at - 1;
                highKey = unsigned(there);
            }
        }
        return low;
    }

    private static double unsigned(long word) {
        double value = (double) (word >>> 1) * 2.0;
        return value + (word & 1);
    }
}
