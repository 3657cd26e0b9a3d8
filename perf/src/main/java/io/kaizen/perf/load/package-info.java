/**
 * The load and latency harness: pre-signed transactions over HTTP or WebSocket against any Ethereum
 * node. Owns its threads.
 */
@NullMarked
package io.kaizen.perf.load;

import org.jspecify.annotations.NullMarked;
