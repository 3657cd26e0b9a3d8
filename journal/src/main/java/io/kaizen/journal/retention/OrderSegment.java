package io.kaizen.journal.retention;

import io.kaizen.journal.order.OrderBase;
import io.kaizen.journal.segment.FinishedSegments;

/**
 * A segment of the order queue.
 *
 * @param last entry in it
 */
record OrderSegment(FinishedSegments.Item item, OrderBase last) {}
