package io.kaizen.pipeline.sequence;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;

/**
 * The base fee of Kaizen's blocks: EIP-1559's rule over seconds instead of blocks. It changes only
 * when the timestamp does, by at most an eighth a second, towards a target of gas per second. A
 * pure function of what the chain holds.
 *
 * @param gasTargetPerSecond gas per second at which the fee stays as it is
 * @param floor wei per gas, never undercut
 */
public record BaseFeeRule(long gasTargetPerSecond, Word floor) {
    private static final BigInteger CHANGE_DENOMINATOR = BigInteger.valueOf(8);

    /** Idle seconds that are counted: the fee has long reached any floor by then. */
    private static final long IDLE_SECONDS_MAX = 512;

    /**
     * The fee after a change of timestamp.
     *
     * @param before the fee of the earlier timestamp's blocks
     * @param gasUsed by all blocks of that timestamp
     * @param elapsedSeconds at least 1; the seconds after the first were idle
     */
    public Word next(Word before, long gasUsed, long elapsedSeconds) {
        Word fee = step(before, gasUsed);
        long idle = Math.min(elapsedSeconds - 1, IDLE_SECONDS_MAX);
        for (long i = 0; i < idle && fee.compareTo(floor) > 0; i++) {
            fee = step(fee, 0);
        }
        return fee;
    }

    private Word step(Word before, long gasUsed) {
        BigInteger fee = before.toBigInteger();
        BigInteger target = BigInteger.valueOf(gasTargetPerSecond);
        // At most twice the target counts, so that no second moves the fee by more than an eighth.
        long counted = Math.min(gasUsed, 2 * gasTargetPerSecond);
        BigInteger delta =
                fee.multiply(BigInteger.valueOf(Math.abs(counted - gasTargetPerSecond)))
                        .divide(target)
                        .divide(CHANGE_DENOMINATOR);
        if (counted > gasTargetPerSecond) {
            return Word.of(fee.add(delta.max(BigInteger.ONE)));
        }
        Word lower = Word.of(fee.subtract(delta));
        return lower.compareTo(floor) < 0 ? floor : lower;
    }
}
