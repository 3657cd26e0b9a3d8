package io.kaizen.perf.fuzz.program;

/** What a program dwells on; the weight is its share among programs. */
public enum Profile {
    /** Bytes without a plan. */
    RAW(8),
    ARITHMETIC(10),
    FLOW(12),
    MEMORY(10),
    STORAGE(14),
    CALLS(16),
    PRECOMPILES(12),
    CREATIONS(10),
    /** EIP-7702; calls before Prague. */
    DELEGATIONS(8),
    MIXED(16),
    /** Recursion as deep as the gas allows. */
    DEEP(1),
    /** Code and init code at their size limits, large calldata. */
    LIMITS(2),
    /** Transactions at the edge of validity. */
    ENVELOPES(7);

    private static final int TOTAL = total();

    private final int weight;

    Profile(int weight) {
        this.weight = weight;
    }

    static Profile pick(Dice dice) {
        int drawn = dice.below(TOTAL);
        for (Profile profile : values()) {
            drawn -= profile.weight;
            if (drawn < 0) {
                return profile;
            }
        }
        throw new IllegalStateException("drawn beyond the total");
    }

    private static int total() {
        int sum = 0;
        for (Profile profile : values()) {
            sum += profile.weight;
        }
        return sum;
    }
}
