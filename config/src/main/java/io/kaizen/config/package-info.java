/** The composition root: the only place where modules are joined into a running node. */
@NullMarked
package io.kaizen.config;

import org.jspecify.annotations.NullMarked;
