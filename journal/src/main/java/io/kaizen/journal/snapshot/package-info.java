/**
 * The state of one block as files that name themselves by their hash: made from the chain queue,
 * verified from nothing but themselves, restored into an empty store. {@code
 * journal/docs/snapshots.md} has the format. Whoever calls lends the thread.
 */
@NullMarked
package io.kaizen.journal.snapshot;

import org.jspecify.annotations.NullMarked;
