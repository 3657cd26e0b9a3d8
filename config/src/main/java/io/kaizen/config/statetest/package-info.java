/**
 * Ethereum's state tests: one transaction on a given state, and the state that must follow. Runs on
 * the caller's thread.
 */
@NullMarked
package io.kaizen.config.statetest;

import org.jspecify.annotations.NullMarked;
