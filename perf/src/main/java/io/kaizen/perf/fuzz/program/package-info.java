/**
 * Random programs for the EVM, each a pure function of its seed and revision. {@code
 * exec/docs/fuzzing.md} explains what is generated and why. One thread; no state.
 */
@NullMarked
package io.kaizen.perf.fuzz.program;

import org.jspecify.annotations.NullMarked;
