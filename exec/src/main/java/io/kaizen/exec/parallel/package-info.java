/**
 * The streaming parallel executor: transactions in, results out in the same order, run by any
 * number of threads. One owner thread adds, commits and takes results; the others are workers. See
 * {@code exec/docs/parallel.md}.
 */
@NullMarked
package io.kaizen.exec.parallel;

import org.jspecify.annotations.NullMarked;
