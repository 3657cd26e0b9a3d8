package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.RecoveredTransaction;
import java.util.SortedMap;

/**
 * A snapshot of the pool: what waits for its place in the order.
 *
 * @param pending executable now, by sender and nonce (unsigned order)
 * @param queued behind a gap of nonces or a fee below the base fee
 */
public record PoolView(
        SortedMap<Address, SortedMap<Long, RecoveredTransaction>> pending,
        SortedMap<Address, SortedMap<Long, RecoveredTransaction>> queued) {}
