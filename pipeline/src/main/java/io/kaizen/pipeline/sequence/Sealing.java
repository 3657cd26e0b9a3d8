package io.kaizen.pipeline.sequence;

import java.time.Duration;

/** When a block closes. Declared gas always closes a block that has no room for the next. */
public sealed interface Sealing {
    /** As soon as the rings run empty; under load by gas, and at the latest after {@code max}. */
    record Adaptive(Duration max) implements Sealing {}

    /** After each interval. */
    record Interval(Duration interval, EmptyBlocks emptyBlocks) implements Sealing {}

    /** What an interval without transactions gives. */
    enum EmptyBlocks {
        SEALED,
        SKIPPED
    }
}
