/**
 * The crash harness of the journal: kills, losses of power and damage at enumerated boundaries, and
 * what has to hold behind each. See {@code journal/docs/crash.md}. One thread drives an episode;
 * the journal's own threads run beside it.
 */
@NullMarked
package io.kaizen.perf.crash;

import org.jspecify.annotations.NullMarked;
