/** Precompiled contracts, as tables by revision. Pure functions; any thread. */
@NullMarked
package io.kaizen.exec.precompile;

import org.jspecify.annotations.NullMarked;
