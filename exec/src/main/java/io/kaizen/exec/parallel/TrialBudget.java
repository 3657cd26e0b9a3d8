package io.kaizen.exec.parallel;

/**
 * What trials of the parallel way may cost: {@value #SHARE} of the time that was run, saved up
 * before it is spent. All that trials cost stays below that share of the time and one trial. Owner.
 *
 * <p>After a trial that failed the next one has to wait until as much more is saved as that one
 * cost, so the pause is in proportion; with each failure in a row twice as much, up to {@value
 * #FACTOR_MAX} times, but not beyond what three seconds save. Where the load has changed, it is
 * enough that nothing is owed.
 */
final class TrialBudget {
    static final double SHARE = 0.02;
    private static final int FACTOR_MAX = 4;

    /** Three seconds' savings. */
    private static final double SAVED_MAX_NS = SHARE * 3_000_000_000L;

    /** So much is kept for probes, and for loads that change. */
    private static final double SAVED_MIN_NS = 1_000_000;

    private double savedNs;
    private double wantedNs;
    private int factor = 1;

    /** Notes time that went by at work. */
    void ran(double ns) {
        savedNs = Math.min(savedNs + SHARE * ns, Math.max(wantedNs, SAVED_MIN_NS));
    }

    /**
     * @param changed whether the load is another one than that of the last failure
     */
    boolean allows(boolean changed) {
        return savedNs >= (changed ? 0 : wantedNs);
    }

    /** Notes what a trial that failed cost; more than nothing only by being slower. */
    void failed(double costNs) {
        double cost = Math.max(0, costNs);
        savedNs = Math.min(savedNs, SAVED_MAX_NS) - cost;
        wantedNs = savedNs + Math.max(cost, Math.min(cost * factor, SAVED_MAX_NS));
        factor = Math.min(factor * 2, FACTOR_MAX);
    }

    /** Notes what was spent otherwise. */
    void spent(double costNs) {
        savedNs -= Math.max(0, costNs);
    }

    /** Notes that a trial did well. */
    void succeeded() {
        factor = 1;
        wantedNs = 0;
    }
}
