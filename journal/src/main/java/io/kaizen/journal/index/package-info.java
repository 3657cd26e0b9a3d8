/**
 * Where things stand in the chain: hash to block and transaction, number to record. Recent entries
 * on the heap, older ones in sorted files; all of it can be rebuilt from the chain queue. See
 * {@code journal/docs/index.md}.
 */
@NullMarked
package io.kaizen.journal.index;

import org.jspecify.annotations.NullMarked;
