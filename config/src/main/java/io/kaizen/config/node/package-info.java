/** The wiring of modules into a node. A node is a value: built, started, closed without a trace. */
@NullMarked
package io.kaizen.config.node;

import org.jspecify.annotations.NullMarked;
