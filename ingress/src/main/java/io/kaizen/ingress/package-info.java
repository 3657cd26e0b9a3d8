/** What users touch: JSON-RPC, subscriptions, limits. */
@NullMarked
package io.kaizen.ingress;

import org.jspecify.annotations.NullMarked;
