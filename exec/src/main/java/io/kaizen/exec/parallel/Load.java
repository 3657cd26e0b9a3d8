package io.kaizen.exec.parallel;

/**
 * By what one load is told from another: how fast it runs alone, and what is in it.
 *
 * @param sequentialRate nanoseconds a unit of gas
 * @param gasEach of a transaction
 * @param parallelism transactions to the longest chain of them
 */
record Load(double sequentialRate, double gasEach, double parallelism) {
    static final Load NONE = new Load(0, 0, 0);

    /** A load whose figures differ by so much is another one. */
    static final double CHANGED = 1.5;

    /** Beyond this, how parallel a load is makes no difference. */
    private static final double PARALLELISM_MAX = 8;

    boolean isLike(Load other) {
        return isLike(sequentialRate, other.sequentialRate)
                && isLike(gasEach, other.gasEach)
                && isLike(
                        Math.min(parallelism, PARALLELISM_MAX),
                        Math.min(other.parallelism, PARALLELISM_MAX));
    }

    static boolean isLike(double one, double other) {
        return one < other * CHANGED && other < one * CHANGED;
    }
}
