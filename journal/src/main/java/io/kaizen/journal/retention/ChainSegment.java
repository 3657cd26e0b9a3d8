package io.kaizen.journal.retention;

import io.kaizen.journal.segment.FinishedSegments;

/**
 * A segment of the chain queue.
 *
 * @param lastBlock that begins and ends in it or before
 * @param lastPosition of that block in the order
 */
record ChainSegment(FinishedSegments.Item item, long lastBlock, long lastPosition) {}
