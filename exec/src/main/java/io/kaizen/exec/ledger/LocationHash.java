package io.kaizen.exec.ledger;

import java.security.SecureRandom;

/**
 * Hash codes for addresses and slots, which attackers choose: mixed with a seed drawn once per
 * process, so that no set of keys collides everywhere. The codes never leave the process and never
 * decide an order.
 */
public final class LocationHash {
    private static final long SEED = new SecureRandom().nextLong() | 1;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private LocationHash() {}

    public static int of(long a, long b, long c) {
        long h = (a ^ SEED) * MULTIPLIER;
        h = (Long.rotateLeft(h, 29) ^ b ^ SEED) * MULTIPLIER;
        h = (Long.rotateLeft(h, 31) ^ c) * MULTIPLIER;
        return (int) (h ^ (h >>> 32));
    }

    public static int of(long a, long b, long c, long d) {
        long h = (a ^ SEED) * MULTIPLIER;
        h = (Long.rotateLeft(h, 29) ^ b ^ SEED) * MULTIPLIER;
        h = (Long.rotateLeft(h, 31) ^ c) * MULTIPLIER;
        h = (Long.rotateLeft(h, 27) ^ d) * MULTIPLIER;
        return (int) (h ^ (h >>> 32));
    }
}
