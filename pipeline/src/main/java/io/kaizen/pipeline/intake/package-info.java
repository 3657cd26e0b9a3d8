/**
 * The intake ring: raw transactions in, decoded and recovered by N workers. Any thread publishes;
 * full means busy.
 */
@NullMarked
package io.kaizen.pipeline.intake;

import org.jspecify.annotations.NullMarked;
