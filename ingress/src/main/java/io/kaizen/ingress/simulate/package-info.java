/**
 * Executions that change nothing: calls, estimates, access lists and traces over snapshots. Runs on
 * the heavy lane's threads, one processor a thread.
 */
@NullMarked
package io.kaizen.ingress.simulate;

import org.jspecify.annotations.NullMarked;
