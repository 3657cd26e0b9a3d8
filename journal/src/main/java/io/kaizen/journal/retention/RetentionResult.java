package io.kaizen.journal.retention;

/**
 * What was done.
 *
 * @param archived segments
 * @param archivedFrom bytes that they took before, and
 * @param archivedTo after
 * @param dropped segments
 * @param droppedBytes that they took
 * @param firstBlock that the chain has now
 * @param usedBytes of the disk now
 */
public record RetentionResult(
        int archived,
        long archivedFrom,
        long archivedTo,
        int dropped,
        long droppedBytes,
        long firstBlock,
        long usedBytes) {}
