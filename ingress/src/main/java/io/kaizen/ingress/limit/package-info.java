/** What bounds a server: sizes, counts, times, and the worker lanes with their queues. */
@NullMarked
package io.kaizen.ingress.limit;

import org.jspecify.annotations.NullMarked;
