package io.kaizen.journal.segment;

/**
 * Where a document is, as one number: the segment's number above {@value #OFFSET_BITS} bits of
 * offset in its file. Places of later documents are greater.
 */
public final class Place {
    /** Before all documents. */
    public static final long START = 0;

    static final int OFFSET_BITS = 40;

    private Place() {}

    /**
     * @param segment from 1
     * @param offset of the document's header
     */
    static long of(long segment, long offset) {
        return segment << OFFSET_BITS | offset;
    }

    public static long segment(long place) {
        return place >>> OFFSET_BITS;
    }

    public static long offset(long place) {
        return place & (1L << OFFSET_BITS) - 1;
    }

    /** For people. */
    public static String describe(long place) {
        return "segment " + segment(place) + ", byte " + offset(place);
    }
}
