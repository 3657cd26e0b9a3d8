/** Re-execution of the order queue for recovery and audit. Runs on its caller's thread. */
@NullMarked
package io.kaizen.journal.replay;

import org.jspecify.annotations.NullMarked;
