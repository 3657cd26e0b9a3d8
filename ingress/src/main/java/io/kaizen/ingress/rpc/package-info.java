/**
 * JSON-RPC 2.0 methods over HTTP and WebSocket. Handlers run on bounded worker threads and read
 * published snapshots.
 */
@NullMarked
package io.kaizen.ingress.rpc;

import org.jspecify.annotations.NullMarked;
