package io.kaizen.journal.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of a queue for those who read, in this process or beside one that writes. */
public final class SegmentLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLibrary.class);

    /** Of frames of archives that are kept, all together. */
    private static final long FRAME_BYTES = 16 << 20;

    private final SegmentFiles files;
    private final int documentBytesMax;
    private final Map<Long, Segment> open = new ConcurrentHashMap<>();
    private final FrameCache frames = new FrameCache(FRAME_BYTES);

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
        Segment segment = segment(Place.segment(place));
        long offset = Place.offset(place);
        // A place that was damaged need not be one of a document.
        if (segment != null && DocumentHeader.isAligned(offset)) {
            int header = segment.header(offset);
            if (isDocument(segment, offset, header)) {
                byte[] document = new byte[DocumentHeader.length(header)];
                segment.copy(offset + DocumentHeader.BYTES, document, 0, document.length);
                return document;
            }
        }
        return new byte[0];
    }

    /** Whether a whole document of somebody's is there. */
    boolean isDocument(Segment segment, long offset, int header) throws IOException {
        return DocumentHeader.isComplete(header)
                && !DocumentHeader.isMetadata(header)
                && DocumentHeader.length(header) <= documentBytesMax
                && segment.holds(offset + DocumentHeader.BYTES, DocumentHeader.length(header));
    }

    /** Null where there is no such segment, or none with a file yet. */
    @Nullable Segment segment(long number) throws IOException {
        Segment known = open.get(number);
        if (known != null) {
            return known;
        }
        Segment found = find(number);
        if (found == null) {
            return null;
        }
        Segment other = open.putIfAbsent(number, found);
        return other == null ? found : other;
    }

    private @Nullable Segment find(long number) throws IOException {
        while (true) {
            try {
                if (files.isArchived(number)) {
                    return ArchivedSegment.open(files.archive(number), number, frames);
                }
                Optional<Path> file = files.queueFile(number);
                if (file.isPresent()) {
                    return new RawSegment(file.get());
                }
            } catch (NoSuchFileException | NotDirectoryException gone) {
                LOG.trace("segment {} was archived meanwhile, or dropped", number, gone);
            }
            if (!files.isArchived(number)) {
                return null;
            }
        }
    }

    /** Where segments begin, the newest first. */
    public List<Long> startsFromLast() {
        try {
            return files.numbers().reversed().stream().map(n -> Place.of(n, 0)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder(), e);
        }
    }

    /** The first segment behind that number; 0 where there is none. */
    long next(long number) throws IOException {
        return files.numbers().stream().filter(n -> n > number).findFirst().orElse(0L);
    }

    /** Forgets a segment: who is in the middle of it may go on. */
    void forget(long number) {
        open.remove(number);
    }
}
