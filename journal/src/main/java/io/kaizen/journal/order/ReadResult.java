package io.kaizen.journal.order;

/** What a reader finds at its position. */
public sealed interface ReadResult {
    /** The next entry, verified. */
    record Entry(OrderEntry entry) implements ReadResult {}

    /**
     * Nothing more for now; reading again later may give an entry.
     *
     * @param tornDocuments documents behind the last entry that were never durable
     */
    record End(int tornDocuments) implements ReadResult {}

    /** An entry that was durable is not readable any more. The reader stays here. */
    record Damaged(long position, String why) implements ReadResult {}
}
