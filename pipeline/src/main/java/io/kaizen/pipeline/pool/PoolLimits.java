package io.kaizen.pipeline.pool;

import java.time.Duration;

/**
 * Bounds of the pool. Transactions that already have their place in the order do not count.
 *
 * @param pendingMax executable transactions in total
 * @param queuedMax transactions behind a gap in total
 * @param accountMax transactions of one sender
 * @param nonceAheadMax how far a nonce may lie ahead of the account
 * @param queuedLifetime after which a transaction behind a gap makes room for others
 * @param priceBumpPercent by which a replacement must raise both fee caps
 * @param refusalWindow refusals and other ends that are remembered
 */
public record PoolLimits(
        int pendingMax,
        int queuedMax,
        int accountMax,
        int nonceAheadMax,
        Duration queuedLifetime,
        int priceBumpPercent,
        int refusalWindow) {
    public static final PoolLimits DEFAULT =
            new PoolLimits(65_536, 16_384, 4_096, 16_384, Duration.ofHours(3), 10, 65_536);
}
