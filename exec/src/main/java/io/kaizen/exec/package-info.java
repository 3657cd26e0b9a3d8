/** Execution: a pure kernel. No sockets, no clocks, no files; runs on the caller's thread. */
@NullMarked
package io.kaizen.exec;

import org.jspecify.annotations.NullMarked;
