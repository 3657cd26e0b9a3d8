/** Sealing: roots, headers, the chain record. Owned by the sealing thread. */
@NullMarked
package io.kaizen.pipeline.seal;

import org.jspecify.annotations.NullMarked;
