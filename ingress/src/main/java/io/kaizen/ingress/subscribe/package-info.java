/**
 * eth_subscribe and filters: each subscriber has its own bounded buffer and never slows the writer.
 */
@NullMarked
package io.kaizen.ingress.subscribe;

import org.jspecify.annotations.NullMarked;
