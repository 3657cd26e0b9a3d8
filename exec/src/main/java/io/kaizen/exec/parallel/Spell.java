package io.kaizen.exec.parallel;

/**
 * What the parallel way has done since it was taken up, beside a reference: the sequential rate, in
 * nanoseconds a unit of gas. One thread.
 *
 * <p>Its balance is a CUSUM (Page, 1954): what it takes beyond the reference adds up, what it saves
 * counts against later losses, up to {@value #CREDIT_MAX} epochs. One slow epoch, or the few that
 * go by while the machine gives a core to somebody else, ends nothing; a load on which it loses
 * shows within a known loss.
 */
final class Spell {
    /** What an epoch takes beyond so many times the reference is no doing of the parallel way. */
    static final double OUTLIER = 3;

    /** Epochs, as the reference has them: what a spell of gains allows to lose later. */
    private static final double CREDIT_MAX = 6;

    private static final int LATELY = 12;

    /** Epochs after which what they took on the whole says enough. */
    private static final int JUDGED_MIN = 4;

    private static final int JUDGED_MAX = 32;

    /** Epochs, as the reference has them, that say that it wins. */
    private static final double WON = 2.5;

    private final Rates rates = new Rates(LATELY);
    private int judged;
    private double totalNs;
    private double totalGas;
    private double balance;

    /** Of the first epochs that were judged, as soon as there were enough. */
    private double usualRate;

    /** The window changes over: what that costs counts, what it says does not. */
    void begin() {
        totalNs = 0;
        totalGas = 0;
        judge();
    }

    /** What is judged begins here. */
    void judge() {
        rates.clear();
        judged = 0;
        balance = 0;
        usualRate = 0;
    }

    /** Notes an epoch that is paid for, and not judged. */
    void ran(double ns, long gas, double reference) {
        totalNs += clipped(ns, gas, reference);
        totalGas += gas;
    }

    /** Notes an epoch. */
    void add(double ns, long gas, double reference) {
        ran(ns, gas, reference);
        double rate = clipped(ns, gas, reference) / gas;
        rates.add(rate);
        judged++;
        usualRate = judged == LATELY ? rate() : usualRate;
        double beyond = rate / reference - 1;
        balance = Math.max(-CREDIT_MAX, balance + beyond);
    }

    /**
     * @return nanoseconds, without what is no doing of who ran
     */
    static double clipped(double ns, long gas, double reference) {
        return Math.min(ns, OUTLIER * gas * reference);
    }

    /** Epochs, as the reference has them, lost on balance. */
    double balance() {
        return balance;
    }

    /** Whether it has won by so much, or has gone on for so long, that nothing more is needed. */
    boolean isJudged() {
        return (judged >= JUDGED_MIN && balance <= -WON) || judged >= JUDGED_MAX;
    }

    /**
     * Lately, on the mean: who waits for a thread without a core takes much in one epoch and little
     * in the next.
     */
    double rate() {
        return rates.mean();
    }

    /** Whether it changed by so much, since it was first known, that the load must have. */
    boolean isFasterThanUsual() {
        return rate() * Load.CHANGED < usualRate;
    }

    /**
     * @return nanoseconds beyond a fresh reference, all in all or by its end: it may have won for
     *     long and lose by now
     */
    double lossNs(double reference, long gasOfAnEpoch) {
        double lately = rates.size() > 0 ? rate() - reference : 0;
        return Math.max(totalNs - totalGas * reference, lately * gasOfAnEpoch * rates.size());
    }
}
