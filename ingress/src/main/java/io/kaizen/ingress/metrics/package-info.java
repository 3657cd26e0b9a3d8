/**
 * The one place where what the node records becomes meters of Micrometer, in Prometheus's format,
 * at {@code GET /metrics} on a port of its own. Its one thread reads; no stage waits for it. The
 * meters are listed in {@code perf/docs/metrics.md}.
 */
@NullMarked
package io.kaizen.ingress.metrics;

import org.jspecify.annotations.NullMarked;
