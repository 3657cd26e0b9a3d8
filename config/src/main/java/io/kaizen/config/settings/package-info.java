/** Settings: TOML files and options, each with a default and a check that names its key. */
@NullMarked
package io.kaizen.config.settings;

import org.jspecify.annotations.NullMarked;
