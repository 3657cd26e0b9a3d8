/** Measurements: the load and latency harness, benchmarks and their peers. */
@NullMarked
package io.kaizen.perf;

import org.jspecify.annotations.NullMarked;
