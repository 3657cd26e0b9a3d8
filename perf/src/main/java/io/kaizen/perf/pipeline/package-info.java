/** A whole node in this process, from raw bytes to sealed blocks. */
@NullMarked
package io.kaizen.perf.pipeline;

import org.jspecify.annotations.NullMarked;
