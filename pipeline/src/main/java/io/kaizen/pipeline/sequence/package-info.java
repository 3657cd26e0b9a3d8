/** Admission and ordering: the single writer of the total order and of blocks. */
@NullMarked
package io.kaizen.pipeline.sequence;

import org.jspecify.annotations.NullMarked;
