package io.kaizen.pipeline.metrics;

/**
 * The buckets of every histogram here: four to an octave, over all positive longs, so that a value
 * is known to a quarter. A bucket's upper bound belongs to it, as Prometheus counts.
 *
 * <pre>
 *   1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9-10 | 11-12 | 13-14 | 15-16 | 17-20 | 21-24 | ...
 * </pre>
 *
 * Pure arithmetic.
 */
public final class Buckets {
    private static final int PER_OCTAVE_BITS = 2;
    private static final int PER_OCTAVE = 1 << PER_OCTAVE_BITS;

    /** How many there are. */
    public static final int COUNT = (Long.SIZE - 2) * PER_OCTAVE;

    private Buckets() {}

    /** The bucket of a value; what is not positive lies in the first. */
    public static int of(long value) {
        long below = Math.max(value, 1) - 1;
        if (below < PER_OCTAVE) {
            return (int) below;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(below);
        int within = (int) (below >>> (exponent - PER_OCTAVE_BITS)) & (PER_OCTAVE - 1);
        return (exponent - 1) * PER_OCTAVE + within;
    }

    /** The largest value of the bucket. */
    public static long upper(int bucket) {
        if (bucket < PER_OCTAVE) {
            return bucket + 1L;
        }
        int exponent = bucket / PER_OCTAVE + 1;
        long quarters = PER_OCTAVE + 1L + bucket % PER_OCTAVE;
        long bound = quarters << (exponent - PER_OCTAVE_BITS);
        return bound < 0 ? Long.MAX_VALUE : bound;
    }

    /** The last bucket with values up to two to the power of {@code k}. */
    public static int lastUpTo(int k) {
        return k < PER_OCTAVE_BITS ? (1 << k) - 1 : PER_OCTAVE * (k - 1) - 1;
    }
}
