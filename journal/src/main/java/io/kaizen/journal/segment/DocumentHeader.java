package io.kaizen.journal.segment;

/**
 * The four bytes before each document, little-endian: 30 bits of length, a bit for metadata, a bit
 * for "not complete". Documents stand one behind the other, at multiples of four bytes. Zero is the
 * end for now.
 */
final class DocumentHeader {
    static final int BYTES = 4;
    static final long ALIGNMENT = 4;

    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;

    private DocumentHeader() {}

    static boolean isComplete(int header) {
        return header != 0 && (header & NOT_COMPLETE) == 0;
    }

    static boolean isMetadata(int header) {
        return (header & METADATA) != 0;
    }

    static int length(int header) {
        return header & LENGTH;
    }

    /** Whether a document may begin there. */
    static boolean isAligned(long offset) {
        return offset % ALIGNMENT == 0;
    }

    /** Where the header behind a document is. */
    static long after(long offset, int length) {
        return offset + BYTES + length + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
