/**
 * The EVM: interpreter, instruction tables by revision, frames and memory. One instance of an
 * engine belongs to one thread; code analysis is shared.
 */
@NullMarked
package io.kaizen.exec.evm;

import org.jspecify.annotations.NullMarked;
