/**
 * A queue of documents on disk as a row of segments: each a Chronicle Queue of one file that only
 * its maker appends to. Whoever opens the queue for append begins a new one, so what a killed
 * process left half written is cut off once and never written behind. Read without Chronicle. See
 * {@code journal/docs/durability.md}.
 */
@NullMarked
package io.kaizen.journal.segment;

import org.jspecify.annotations.NullMarked;
