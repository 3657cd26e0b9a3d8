/**
 * Ethereum's block tests: a genesis, blocks that must be accepted or refused, and the head and
 * state that must follow. Runs on the caller's thread.
 */
@NullMarked
package io.kaizen.config.blocktest;

import org.jspecify.annotations.NullMarked;
