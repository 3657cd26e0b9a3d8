/**
 * States and proofs of blocks that have left the window: an index on disk of which block changed
 * what, and the chain queue's records for the values. The sealing thread adds blocks, any thread
 * asks. See {@code journal/docs/history.md}.
 */
@NullMarked
package io.kaizen.journal.past;

import org.jspecify.annotations.NullMarked;
