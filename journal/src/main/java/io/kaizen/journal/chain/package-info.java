/**
 * The chain queue: sealed blocks, receipts and effects. One writer, the sealer; readers see
 * released blocks only.
 */
@NullMarked
package io.kaizen.journal.chain;

import org.jspecify.annotations.NullMarked;
