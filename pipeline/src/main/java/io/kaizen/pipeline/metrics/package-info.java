/**
 * Recorders that a stage can afford: numbers and histograms with one writer, which never wait,
 * never allocate, and are read by any thread. Nothing here knows of a metrics library.
 */
@NullMarked
package io.kaizen.pipeline.metrics;

import org.jspecify.annotations.NullMarked;
