package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.segment.ArchiveDamageException;
import io.kaizen.journal.segment.Place;
import io.kaizen.journal.segment.SegmentCursor;
import io.kaizen.journal.segment.SegmentLibrary;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the order forward, checking every entry's length, version, checksum, position and hash
 * chain. One thread at a time. See {@code journal/docs/format.md}, "The end of the queue".
 */
public final class OrderReader implements AutoCloseable {
    private final SegmentCursor cursor;
    private final LongSupplier durablePosition;
    private final EntryBuffer buffer = new EntryBuffer();
    private final byte[] previous = new byte[Hash.BYTES];
    private long next;
    private long skipped;
    private int lastLength;
    private boolean torn;

    /** Behind the last entry that was read. */
    private long end = Place.START;

    /** Whether documents before the first that continues the chain are of no interest. */
    private boolean seeking;

    OrderReader(
            SegmentLibrary library,
            LongSupplier durablePosition,
            long position,
            Hash previousHash) {
        this.cursor = library.cursor(position > 1 ? startOf(library, position) : Place.START);
        this.durablePosition = durablePosition;
        this.next = position;
        this.seeking = position > 1;
        previousHash.write(previous, 0);
    }

    /** Where a segment begins whose first entry is at or before the position. */
    private static long startOf(SegmentLibrary library, long position) {
        EntryBuffer first = new EntryBuffer();
        for (long start : library.startsFromLast()) {
            SegmentCursor at = library.cursor(start);
            int length = at.next();
            if (length == SegmentCursor.NOTHING) {
                continue;
            }
            at.copy(first.reserve(length));
            if (first.fault(length) == null && first.position() <= position) {
                return start;
            }
        }
        return Place.START;
    }

    /**
     * Starts at the document at this place, whose previous hash is trusted.
     *
     * @return false where no entry begins there
     */
    boolean startAt(long place) {
        seeking = false;
        cursor.moveTo(place);
        int length = cursor.next();
        if (length < EntryLayout.PAYLOAD || cursor.place() != place) {
            return false;
        }
        cursor.copy(buffer.reserve(length));
        System.arraycopy(buffer.bytes(), EntryLayout.PREVIOUS_HASH, previous, 0, Hash.BYTES);
        cursor.moveTo(place);
        return true;
    }

    /** The position that the next entry will have. */
    public long position() {
        return next;
    }

    /** Documents passed so far that belong to no entry. */
    public long skippedDocuments() {
        return skipped;
    }

    /** The place behind the last entry read. */
    long end() {
        return end;
    }

    /** Whether what stood behind all documents at the end was the beginning of another. */
    boolean isTorn() {
        return torn;
    }

    /** The bytes of the entry that was read last, as they are on disk. */
    public byte[] lastBytes() {
        return Arrays.copyOf(buffer.bytes(), lastLength);
    }

    Hash previousHash() {
        return Hash.read(previous, 0);
    }

    /** The next entry, the end, or what is damaged. */
    public ReadResult read() {
        try {
            return next();
        } catch (UncheckedIOException unreadable) {
            if (unreadable.getCause() instanceof ArchiveDamageException damaged) {
                return new ReadResult.Damaged(next, String.valueOf(damaged.getMessage()));
            }
            throw unreadable;
        }
    }

    private ReadResult next() {
        int passed = 0;
        long firstPlace = Place.START;
        String firstFault = "";
        while (true) {
            int length = cursor.next();
            if (length == SegmentCursor.NOTHING) {
                long durable = durablePosition.getAsLong();
                // What was appended and synced in between.
                length = next <= durable ? cursor.next() : length;
                if (length == SegmentCursor.NOTHING) {
                    return atEnd(durable, passed, firstPlace, firstFault);
                }
            }
            cursor.copy(buffer.reserve(length));
            String fault = fault(length);
            if (fault == null) {
                seeking = false;
                skipped += passed;
                end = cursor.end();
                return advance(length);
            }
            if (seeking && !buffer.continues(length, next, previous)) {
                continue;
            }
            if (passed++ == 0) {
                firstPlace = cursor.place();
                firstFault = fault;
            }
        }
    }

    /** Releases nothing by now: what is mapped goes with the last who reads it. */
    @Override
    public void close() {}

    private ReadResult atEnd(long durable, int passed, long firstPlace, String firstFault) {
        torn = cursor.isTorn();
        if (passed > 0) {
            cursor.moveTo(firstPlace);
        }
        if (next > durable) {
            return new ReadResult.End(passed);
        }
        return new ReadResult.Damaged(
                next, passed > 0 ? firstFault : "the queue ends before its durable position");
    }

    private @Nullable String fault(int length) {
        if (seeking && !buffer.continues(length, next, previous)) {
            return "before the first";
        }
        String fault = buffer.fault(length);
        return fault == null ? buffer.chainFault(next, previous) : fault;
    }

    private ReadResult advance(int length) {
        OrderEntry entry = buffer.parse(length);
        lastLength = length;
        entry.hash().write(previous, 0);
        next++;
        return new ReadResult.Entry(entry);
    }
}
