/**
 * Tracers fed by the EVM's hooks: struct logs and call trees. Owned by the thread that runs the
 * traced transaction.
 */
@NullMarked
package io.kaizen.exec.trace;

import org.jspecify.annotations.NullMarked;
