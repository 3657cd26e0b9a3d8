package io.kaizen.journal.segment;

/**
 * @param segmentBytes a document that would end behind it goes to the next segment
 * @param aheadBytes of disk that are allocated before they are needed
 * @param documentBytesMax of one document; a header that states more is damage
 */
public record SegmentSizes(long segmentBytes, long aheadBytes, int documentBytesMax) {
    private static final long SEGMENT = 512L << 20;
    private static final long AHEAD = 32L << 20;

    public static SegmentSizes forDocuments(int documentBytesMax) {
        return new SegmentSizes(SEGMENT, AHEAD, documentBytesMax);
    }

    /** The same documents in segments of another size. */
    public SegmentSizes withSegments(long bytes) {
        return new SegmentSizes(bytes, Math.min(AHEAD, bytes), documentBytesMax);
    }
}
