/**
 * The order queue: inputs only, in positions, hash-chained. One writer, the journal stage; any
 * number of tailers.
 */
@NullMarked
package io.kaizen.journal.order;

import org.jspecify.annotations.NullMarked;
