/**
 * Re-execution of the order queue for audit. A replay owns its state and its threads; it reads
 * order and chain as anybody may, beside a node that runs.
 */
@NullMarked
package io.kaizen.journal.replay;

import org.jspecify.annotations.NullMarked;
