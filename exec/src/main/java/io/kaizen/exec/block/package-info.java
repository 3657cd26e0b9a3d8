/**
 * Whole Ethereum blocks: fork schedules, header and body rules, execution with all that surrounds
 * the transactions, and the verdict on a block. Pure; used on the caller's thread. {@code
 * exec/docs/blocks.md} explains it.
 */
@NullMarked
package io.kaizen.exec.block;

import org.jspecify.annotations.NullMarked;
