/**
 * What leaves the pipeline: preconfirmations and sealed blocks as Reactor streams, each subscriber
 * with its own bounded buffer.
 */
@NullMarked
package io.kaizen.pipeline.publish;

import org.jspecify.annotations.NullMarked;
