package io.kaizen.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The segments of a queue for those who read, in this process or beside one that writes. */
public final class SegmentLibrary {
    private final SegmentFiles files;
    private final int documentBytesMax;
    private final Map<Long, RawSegment> mapped = new ConcurrentHashMap<>();

    SegmentLibrary(SegmentFiles files, int documentBytesMax) {
        this.files = files;
        this.documentBytesMax = documentBytesMax;
    }

    /** Of a folder that somebody else may write to; it need not exist yet. */
    public static SegmentLibrary of(Path folder, int documentBytesMax) {
        return new SegmentLibrary(new SegmentFiles(folder), documentBytesMax);
    }

    public Path folder() {
        return files.root();
    }

    int documentBytesMax() {
        return documentBytesMax;
    }

    /** A cursor before the first document at or behind the place. */
    public SegmentCursor cursor(long place) {
        return new SegmentCursor(this, place);
    }

    /** The document at the place; empty where there is none. */
    public byte[] read(long place) throws IOException {
        RawSegment segment = segment(Place.segment(place));
        long offset = Place.offset(place);
        // A place that was damaged need not be one of a document.
        if (segment != null && RawSegment.isAligned(offset)) {
            int header = segment.header(offset);
            if (isDocument(segment, offset, header)) {
                byte[] document = new byte[RawSegment.length(header)];
                segment.copy(offset + RawSegment.HEADER, document, 0, document.length);
                return document;
            }
        }
        return new byte[0];
    }

    /** Whether a whole document of somebody's is there. */
    boolean isDocument(RawSegment segment, long offset, int header) throws IOException {
        return RawSegment.isComplete(header)
                && !RawSegment.isMetadata(header)
                && RawSegment.length(header) <= documentBytesMax
                && segment.holds(offset + RawSegment.HEADER, RawSegment.length(header));
    }

    /** Null where there is no such segment, or none with a file yet. */
    @Nullable RawSegment segment(long number) throws IOException {
        RawSegment known = mapped.get(number);
        if (known != null) {
            return known;
        }
        Optional<Path> file = files.queueFile(number);
        if (file.isEmpty()) {
            return null;
        }
        RawSegment found = new RawSegment(file.get());
        RawSegment other = mapped.putIfAbsent(number, found);
        return other == null ? found : other;
    }

    /** The first segment behind that number; 0 where there is none. */
    long next(long number) throws IOException {
        return files.numbers().stream().filter(n -> n > number).findFirst().orElse(0L);
    }

    /** Forgets a segment: who is in the middle of it may go on. */
    void forget(long number) {
        mapped.remove(number);
    }
}
