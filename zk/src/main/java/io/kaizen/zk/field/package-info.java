/**
 * Prime fields in Montgomery form and the tower over them, as kernels on flat {@code long[]}. The
 * contracts of representation, aliasing and threads are in {@code zk/docs/bn254.md}. Variable time.
 */
@NullMarked
package io.kaizen.zk.field;

import org.jspecify.annotations.NullMarked;
