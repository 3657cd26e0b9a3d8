/** The command line (picocli). Runs on the main thread. */
@NullMarked
package io.kaizen.config.cli;

import org.jspecify.annotations.NullMarked;
