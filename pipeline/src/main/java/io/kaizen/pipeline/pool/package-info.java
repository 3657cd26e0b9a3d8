/**
 * The transaction pool: nonces, replacement, limits, and the fate of everything received. Owned by
 * the ordering thread; readers see snapshots.
 */
@NullMarked
package io.kaizen.pipeline.pool;

import org.jspecify.annotations.NullMarked;
