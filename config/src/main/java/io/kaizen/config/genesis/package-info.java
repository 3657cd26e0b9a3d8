/** Chain presets and genesis state. */
@NullMarked
package io.kaizen.config.genesis;

import org.jspecify.annotations.NullMarked;
