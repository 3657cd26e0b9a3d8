/**
 * The speed of the EVM: a list of calls run in this process, or by {@code eth_call} on any nodes,
 * and whole transactions through the processor. One thread.
 */
@NullMarked
package io.kaizen.perf.evm;

import org.jspecify.annotations.NullMarked;
