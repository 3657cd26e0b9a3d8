package io.kaizen.journal.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the documents of a queue, in order; metadata is passed over. At the end it may be
 * asked again. One thread at a time.
 *
 * <p>Whatever is behind a document that is not whole is not looked at: only the end of a segment
 * can be such a one, or damage.
 */
public final class SegmentCursor {
    public static final int NOTHING = -1;

    private final SegmentLibrary library;
    private long number;
    private long offset;
    private @Nullable Segment segment;
    private int length;
    private long place;

    SegmentCursor(SegmentLibrary library, long place) {
        this.library = library;
        moveTo(place);
    }

    /** The next document is the first one at or behind the place. */
    public void moveTo(long next) {
        number = Place.segment(next);
        offset = Place.offset(next);
        segment = null;
    }

    /**
     * Moves to the next document.
     *
     * @return its length; {@link #NOTHING} where there is none now
     */
    public int next() {
        try {
            while (true) {
                if (segment == null) {
                    segment = library.segment(number);
                }
                int found = segment == null ? NOTHING : inSegment(segment);
                if (found != NOTHING) {
                    return found;
                }
                long next = startedAfter(number);
                if (next == 0) {
                    return NOTHING;
                }
                // What was appended there before the next one was begun.
                found = segment == null ? NOTHING : inSegment(segment);
                if (found != NOTHING) {
                    return found;
                }
                moveTo(Place.of(next, 0));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read " + library.folder() + ", segment " + number, e);
        }
    }

    private int inSegment(Segment in) throws IOException {
        offset = in.behindMetadata(offset);
        int header = in.header(offset);
        if (!library.isDocument(in, offset, header)) {
            return NOTHING;
        }
        length = DocumentHeader.length(header);
        place = Place.of(number, offset);
        offset = DocumentHeader.after(offset, length);
        return length;
    }

    /**
     * The first later segment that has a document; one that is kept ready has none.
     *
     * <p>Looked for twice: one that was still empty may have been filled, and a later one begun,
     * before the look came to that. When a later one has a document, those before it have theirs.
     */
    private long startedAfter(long from) throws IOException {
        return firstStarted(from) == 0 ? 0 : firstStarted(from);
    }

    private long firstStarted(long from) throws IOException {
        long next = library.next(from);
        while (next != 0) {
            Segment later = library.segment(next);
            if (later != null
                    && new SegmentCursor(library, Place.of(next, 0)).inSegment(later) != NOTHING) {
                return next;
            }
            next = library.next(next);
        }
        return 0;
    }

    /** Copies the document that was found last. */
    public void copy(byte[] target) {
        copy(target, length);
    }

    /** Copies its first bytes, of which it has as many. */
    public void copy(byte[] target, int count) {
        if (segment == null) {
            throw new IllegalStateException("no document");
        }
        try {
            segment.copy(Place.offset(place) + DocumentHeader.BYTES, target, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + Place.describe(place), e);
        }
    }

    /** Of the document that was found last. */
    public long place() {
        return place;
    }

    /** Behind the document that was found last. */
    public long end() {
        return Place.of(Place.segment(place), DocumentHeader.after(Place.offset(place), length));
    }

    /** Whether what is at the end is the beginning of a document that nobody completed. */
    public boolean isTorn() {
        try {
            return segment != null && segment.header(offset) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
