/** What is kept of the past: archives of old segments, and where the queues begin. */
@NullMarked
package io.kaizen.journal.retention;

import org.jspecify.annotations.NullMarked;
