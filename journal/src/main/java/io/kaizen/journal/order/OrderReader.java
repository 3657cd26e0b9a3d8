package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Hash;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads the order forward, checking every entry's length, version, checksum, position and hash
 * chain. One thread at a time. See {@code journal/docs/format.md}, "The end of the queue".
 */
public final class OrderReader implements AutoCloseable {
    private static final long NO_INDEX = -1;
    private static final int NOTHING = -1;

    private final ExcerptTailer tailer;
    private final @Nullable ChronicleQueue owned;
    private final LongSupplier durablePosition;
    private final EntryBuffer buffer = new EntryBuffer();
    private final byte[] previous = new byte[Hash.BYTES];
    private long next;
    private long lastIndex = NO_INDEX;
    private long skipped;

    /** Whether documents before the first that continues the chain are of no interest. */
    private boolean seeking;

    OrderReader(
            ChronicleQueue queue,
            boolean ownsQueue,
            LongSupplier durablePosition,
            long position,
            Hash previousHash) {
        this.owned = ownsQueue ? queue : null;
        this.tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        this.durablePosition = durablePosition;
        this.next = position;
        this.seeking = position > 1;
        previousHash.write(previous, 0);
    }

    /** Starts at the document with this index of Chronicle's, taking it as the next. */
    boolean moveTo(long index) {
        seeking = false;
        return tailer.moveToIndex(index);
    }

    /** Trusts the next document's previous hash; false where there is no such document. */
    boolean takePreviousFromNext() {
        long index = tailer.index();
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent() || copy(document) < EntryLayout.PAYLOAD) {
                return false;
            }
        }
        System.arraycopy(buffer.bytes(), EntryLayout.PREVIOUS_HASH, previous, 0, Hash.BYTES);
        return tailer.moveToIndex(index);
    }

    /** The position that the next entry will have. */
    public long position() {
        return next;
    }

    /** Documents passed so far that belong to no entry. */
    public long skippedDocuments() {
        return skipped;
    }

    /** Chronicle's index of the last entry read. */
    long lastIndex() {
        return lastIndex;
    }

    Hash previousHash() {
        return Hash.read(previous, 0);
    }

    public ReadResult read() {
        int passed = 0;
        long firstIndex = NO_INDEX;
        String firstFault = "";
        while (true) {
            int length;
            long index;
            try (DocumentContext document = tailer.readingDocument()) {
                length = document.isPresent() ? copy(document) : NOTHING;
                index = document.isPresent() ? document.index() : NO_INDEX;
            }
            if (length == NOTHING) {
                return atEnd(passed, firstIndex, firstFault);
            }
            String fault = fault(length);
            if (fault == null) {
                seeking = false;
                skipped += passed;
                lastIndex = index;
                return advance(length);
            }
            if (seeking && !buffer.continues(length, next, previous)) {
                continue;
            }
            if (passed++ == 0) {
                firstIndex = index;
                firstFault = fault;
            }
        }
    }

    @Override
    public void close() {
        tailer.close();
        if (owned != null) {
            owned.close();
        }
    }

    private ReadResult atEnd(int passed, long firstIndex, String firstFault) {
        if (passed > 0 && !tailer.moveToIndex(firstIndex)) {
            return new ReadResult.Damaged(next, firstFault);
        }
        if (next > durablePosition.getAsLong()) {
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
        entry.hash().write(previous, 0);
        next++;
        return new ReadResult.Entry(entry);
    }

    private int copy(DocumentContext document) {
        if (document.isMetaData() || document.wire() == null) {
            return 0;
        }
        Bytes<?> source = document.wire().bytes();
        long length = source.readRemaining();
        if (length > EntryLayout.ENTRY_BYTES_MAX) {
            return 0;
        }
        byte[] target = buffer.reserve((int) length);
        source.read(target, 0, (int) length);
        return (int) length;
    }
}
