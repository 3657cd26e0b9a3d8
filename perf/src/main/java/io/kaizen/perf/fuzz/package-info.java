/**
 * The differential fuzzer of the EVM: random programs run here and on an independent engine, and
 * everything that can be seen is compared. {@code exec/docs/fuzzing.md} explains it. Owns its
 * threads and the peer's process.
 */
@NullMarked
package io.kaizen.perf.fuzz;

import org.jspecify.annotations.NullMarked;
