/**
 * HTTP and WebSocket on one port over Netty. Event loops move bytes and run what is instant;
 * everything else runs on the lanes.
 */
@NullMarked
package io.kaizen.ingress.transport;

import org.jspecify.annotations.NullMarked;
