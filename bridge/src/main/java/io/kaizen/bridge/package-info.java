/** Layer 1 and back: contracts, deposits, withdrawals, batches, assertions and disputes. */
@NullMarked
package io.kaizen.bridge;

import org.jspecify.annotations.NullMarked;
