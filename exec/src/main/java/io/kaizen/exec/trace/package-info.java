/**
 * Tracers fed by the EVM's hooks: geth's struct logs and native tracers, and access lists. Owned by
 * the thread that runs the traced transaction.
 */
@NullMarked
package io.kaizen.exec.trace;

import org.jspecify.annotations.NullMarked;
