package io.kaizen.perf.crash;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Decides of everything that was not forced whether it had reached the disk: each name and each
 * page for itself; some pages are torn between sectors.
 */
final class Fates {
    private static final int SECTOR = 512;

    /** How much of what was not forced is there: nothing, everything, or some of it. */
    private static final double[] SHARES = {0, 1, 0.5, 0.1, 0.9};

    private final Random random;
    private final double share;
    private final boolean tears;

    Fates(Random random) {
        this.random = random;
        this.share = SHARES[random.nextInt(SHARES.length)];
        this.tears = random.nextInt(3) == 0;
    }

    boolean isNew() {
        return random.nextDouble() < share;
    }

    /** Null is a page of zeros. */
    byte @Nullable [] page(byte @Nullable [] before, byte @Nullable [] now) {
        if (Arrays.equals(before, now)) {
            return now;
        }
        if (!tears || random.nextInt(4) > 0) {
            return isNew() ? now : before;
        }
        byte[] torn = before == null ? new byte[SparseFile.PAGE] : before.clone();
        byte[] source = now == null ? new byte[SparseFile.PAGE] : now;
        for (int at = 0; at < torn.length; at += SECTOR) {
            if (isNew()) {
                System.arraycopy(source, at, torn, at, SECTOR);
            }
        }
        return torn;
    }
}
