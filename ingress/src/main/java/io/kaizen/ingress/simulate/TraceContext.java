package io.kaizen.ingress.simulate;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Where a traced transaction stands, for tracers that repeat it.
 *
 * @param blockHash null for a simulated call
 * @param transactionHash null for a simulated call
 * @param index in the block
 */
public record TraceContext(
        @Nullable Hash blockHash, long blockNumber, @Nullable Hash transactionHash, int index) {
    /** Of a call that is in no block. */
    public static final TraceContext NONE = new TraceContext(null, 0, null, 0);
}
