/**
 * Versions of state for recent blocks: layers written by the executor, read by anyone at a released
 * version.
 */
@NullMarked
package io.kaizen.journal.history;

import org.jspecify.annotations.NullMarked;
