package io.kaizen.exec.evm;

/**
 * Prices and limits that depend on an instruction's operands or on the state, one row a revision.
 *
 * @param expByte per byte of EXP's exponent
 * @param coldAccount what a cold account adds to the warm price; 0 before EIP-2929
 * @param coldSlot what a cold slot adds to the warm price of SLOAD
 * @param selfdestructNewAccount for a beneficiary that comes into being; 0 before EIP-150
 * @param selfdestructRefund 0 since EIP-3529
 * @param initCodeWord per word of init code (EIP-3860)
 * @param codeSizeMax of deployed code (EIP-170)
 * @param initCodeSizeMax (EIP-3860)
 * @param refundDivisor the part of the gas used that may be refunded (EIP-3529)
 * @param sstore rules of SSTORE
 */
public record GasSchedule(
        int expByte,
        int coldAccount,
        int coldSlot,
        int selfdestructNewAccount,
        int selfdestructRefund,
        int initCodeWord,
        int codeSizeMax,
        int initCodeSizeMax,
        int refundDivisor,
        Sstore sstore) {

    /**
     * SSTORE's prices.
     *
     * @param net whether gas is metered on the net change in the transaction (EIP-1283, 2200)
     * @param noop of a write that changes nothing, or of a slot that is dirty already
     * @param reset of changing a slot from non-zero
     * @param clearRefund for setting a slot to zero
     * @param sentry gas that must remain above this (EIP-2200), 0 for none
     * @param cold what a cold slot adds
     */
    public record Sstore(boolean net, int noop, int reset, int clearRefund, int sentry, int cold) {
        public static final int SET = 20000;
    }

    static final int UNLIMITED = Integer.MAX_VALUE;
    public static final int CODE_SIZE_MAX = 24576;
    public static final int INIT_CODE_SIZE_MAX = 2 * CODE_SIZE_MAX;

    private static final Sstore PLAIN = new Sstore(false, 5000, 5000, 15000, 0, 0);
    private static final Sstore EIP_1283 = new Sstore(true, 200, 5000, 15000, 0, 0);
    private static final Sstore EIP_2200 = new Sstore(true, 800, 5000, 15000, 2300, 0);
    private static final Sstore EIP_2929 = new Sstore(true, 100, 2900, 15000, 2300, 2100);
    private static final Sstore EIP_3529 = new Sstore(true, 100, 2900, 4800, 2300, 2100);

    private static final GasSchedule FRONTIER = row(10, 0, 0, 24000, 0, false, 2, PLAIN);
    private static final GasSchedule EIP_150 = row(10, 0, 25000, 24000, 0, false, 2, PLAIN);
    private static final GasSchedule EIP_158 = row(50, 0, 25000, 24000, 0, true, 2, PLAIN);
    private static final GasSchedule CONSTANTINOPLE =
            row(50, 0, 25000, 24000, 0, true, 2, EIP_1283);
    private static final GasSchedule ISTANBUL = row(50, 0, 25000, 24000, 0, true, 2, EIP_2200);
    private static final GasSchedule BERLIN = row(50, 2500, 25000, 24000, 0, true, 2, EIP_2929);
    private static final GasSchedule LONDON = row(50, 2500, 25000, 0, 0, true, 5, EIP_3529);
    private static final GasSchedule SHANGHAI = row(50, 2500, 25000, 0, 2, true, 5, EIP_3529);

    private static GasSchedule row(
            int expByte,
            int coldAccount,
            int newBeneficiary,
            int destroyRefund,
            int initCodeWord,
            boolean codeLimit,
            int refundDivisor,
            Sstore sstore) {
        return new GasSchedule(
                expByte,
                coldAccount,
                coldAccount == 0 ? 0 : 2000,
                newBeneficiary,
                destroyRefund,
                initCodeWord,
                codeLimit ? CODE_SIZE_MAX : UNLIMITED,
                initCodeWord == 0 ? UNLIMITED : INIT_CODE_SIZE_MAX,
                refundDivisor,
                sstore);
    }

    public static GasSchedule of(Revision revision) {
        return switch (revision) {
            case FRONTIER, HOMESTEAD -> FRONTIER;
            case TANGERINE_WHISTLE -> EIP_150;
            case SPURIOUS_DRAGON, BYZANTIUM, PETERSBURG -> EIP_158;
            case CONSTANTINOPLE -> CONSTANTINOPLE;
            case ISTANBUL -> ISTANBUL;
            case BERLIN -> BERLIN;
            case LONDON, PARIS -> LONDON;
            case SHANGHAI, CANCUN, PRAGUE, OSAKA -> SHANGHAI;
        };
    }
}
