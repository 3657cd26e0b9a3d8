package io.kaizen.exec.ledger;

import java.security.SecureRandom;

/**
 * Hash codes for addresses and slots, which attackers choose: mixed with secrets drawn once per
 * process, so that nobody outside can tell which keys collide. The codes never leave the process
 * and never decide an order.
 *
 * <p>Each step multiplies two words, each hidden by a secret of its own, to 128 bits and folds the
 * halves together (as wyhash does): unlike a plain product, whose low bits depend on low bits only,
 * every bit of the result depends on every bit of both.
 */
public final class LocationHash {
    private static final long S0;
    private static final long S1;
    private static final long S2;
    private static final long S3;
    private static final long S4;
    private static final long S5;

    static {
        SecureRandom random = new SecureRandom();
        S0 = random.nextLong();
        S1 = random.nextLong();
        S2 = random.nextLong();
        S3 = random.nextLong();
        S4 = random.nextLong();
        S5 = random.nextLong();
    }

    private LocationHash() {}

    public static int of(long a, long b, long c) {
        return fold(mix(mix(a ^ S0, b ^ S1) ^ S2, c ^ S3));
    }

    public static int of(long a, long b, long c, long d) {
        return of(a, b, c, d, 0);
    }

    public static int of(long a, long b, long c, long d, long e) {
        long left = mix(a ^ S0, b ^ S1);
        long right = mix(c ^ S2, d ^ S3);
        return fold(mix(left ^ Long.rotateLeft(right, 32) ^ S4, e ^ S5));
    }

    private static long mix(long x, long y) {
        return Math.unsignedMultiplyHigh(x, y) ^ x * y;
    }

    private static int fold(long h) {
        return (int) (h ^ (h >>> 32));
    }
}
