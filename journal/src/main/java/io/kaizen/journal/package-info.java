/** What must survive, and what can be rebuilt from it. */
@NullMarked
package io.kaizen.journal;

import org.jspecify.annotations.NullMarked;
