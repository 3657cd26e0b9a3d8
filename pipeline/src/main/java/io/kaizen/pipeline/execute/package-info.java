/** Execution and in-order commit of the order ring. */
@NullMarked
package io.kaizen.pipeline.execute;

import org.jspecify.annotations.NullMarked;
