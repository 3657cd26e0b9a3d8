/**
 * Blocks of Ethereum's mainnet from files, with as much of the state before them as each format
 * has, executed and verified. Runs on the caller's thread.
 */
@NullMarked
package io.kaizen.config.mainnet;

import org.jspecify.annotations.NullMarked;
