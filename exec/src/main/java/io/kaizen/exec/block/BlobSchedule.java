package io.kaizen.exec.block;

import io.kaizen.exec.process.BlobFee;

/**
 * How many blobs a block aims at and may carry, and how fast their price moves (EIP-4844, 7691,
 * 7892).
 *
 * @param target blobs a block
 * @param max blobs a block
 * @param updateFraction divisor of the excess blob gas in the price's exponent
 */
public record BlobSchedule(int target, int max, long updateFraction) {
    public static final BlobSchedule CANCUN =
            new BlobSchedule(3, 6, BlobFee.UPDATE_FRACTION_CANCUN);
    public static final BlobSchedule PRAGUE =
            new BlobSchedule(6, 9, BlobFee.UPDATE_FRACTION_PRAGUE);

    public BlobSchedule {
        if (target < 1 || max < target || updateFraction < 1) {
            throw new IllegalArgumentException(
                    "blob schedule: target %d, max %d, update fraction %d"
                            .formatted(target, max, updateFraction));
        }
    }

    public long targetGas() {
        return target * BlobFee.GAS_PER_BLOB;
    }

    public long maxGas() {
        return max * BlobFee.GAS_PER_BLOB;
    }
}
