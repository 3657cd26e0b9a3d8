/**
 * Transaction and block rules: intrinsic checks, fees, refunds, system calls, the sequential
 * executor. Owned by the executing thread.
 */
@NullMarked
package io.kaizen.exec.process;

import org.jspecify.annotations.NullMarked;
