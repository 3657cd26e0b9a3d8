/** From raw bytes to sealed block: LMAX Disruptor rings joined by duty cycles. */
@NullMarked
package io.kaizen.pipeline;

import org.jspecify.annotations.NullMarked;
