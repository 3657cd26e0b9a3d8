/** The executors beside each other: sequential, and parallel with any number of threads. */
@NullMarked
package io.kaizen.perf.executor;

import org.jspecify.annotations.NullMarked;
