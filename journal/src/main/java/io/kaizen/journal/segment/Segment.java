package io.kaizen.journal.segment;

import java.io.IOException;

/**
 * The bytes of a segment for who reads, at the offsets that they had when they were written,
 * whether they lie in the segment's own file or in an archive. Any thread.
 */
sealed interface Segment permits RawSegment, ArchivedSegment {
    /**
     * The header there; 0 behind the end.
     *
     * @throws ArchiveDamageException where an archive has it no more
     */
    int header(long offset) throws IOException;

    /** Whether the segment goes so far. */
    boolean holds(long offset, long length) throws IOException;

    /** Copies what {@link #holds} said is there: a document or its beginning. */
    void copy(long offset, byte[] target, int at, int length) throws IOException;

    /** Bytes from the first document's header to where nothing is any more. */
    long size();

    /** Where the header is that is not one of whole metadata. */
    default long behindMetadata(long offset) throws IOException {
        long at = offset;
        int header = header(at);
        while (DocumentHeader.isComplete(header) && DocumentHeader.isMetadata(header)) {
            at = DocumentHeader.after(at, DocumentHeader.length(header));
            header = header(at);
        }
        return at;
    }
}
