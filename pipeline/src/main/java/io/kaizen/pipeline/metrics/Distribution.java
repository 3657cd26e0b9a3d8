package io.kaizen.pipeline.metrics;

/**
 * What a histogram held when it was read. A value, not to be changed.
 *
 * @param counts by bucket, see {@link Buckets}
 * @param sum of all values, in the histogram's unit
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once and read, never compared
public record Distribution(long[] counts, long sum) {
    public static final Distribution EMPTY = new Distribution(new long[Buckets.COUNT], 0);

    /** Values in all. */
    public long count() {
        long count = 0;
        for (long bucket : counts) {
            count += bucket;
        }
        return count;
    }

    public double mean() {
        long count = count();
        return count == 0 ? 0 : (double) sum / count;
    }

    public Distribution plus(Distribution other) {
        return combined(other, 1);
    }

    /** What came since an earlier reading of the same histogram. */
    public Distribution since(Distribution earlier) {
        return combined(earlier, -1);
    }

    private Distribution combined(Distribution other, int sign) {
        long[] result = new long[Buckets.COUNT];
        for (int i = 0; i < result.length; i++) {
            result[i] = counts[i] + sign * other.counts[i];
        }
        return new Distribution(result, sum + sign * other.sum);
    }

    /**
     * The value that the share of all values does not exceed, rounded up to its bucket's bound; 0
     * where there are none.
     *
     * @param share from 0 to 1
     */
    public long quantile(double share) {
        long count = count();
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Buckets.upper(i);
            }
        }
        return 0;
    }

    /** Values up to two to the power of {@code k}. */
    public long countUpTo(int k) {
        long count = 0;
        for (int i = 0; i <= Buckets.lastUpTo(k); i++) {
            count += counts[i];
        }
        return count;
    }
}
