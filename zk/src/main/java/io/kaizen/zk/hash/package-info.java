/**
 * Hash functions. Instances are single-threaded scratch; static entry points are safe on any
 * thread.
 */
@NullMarked
package io.kaizen.zk.hash;

import org.jspecify.annotations.NullMarked;
