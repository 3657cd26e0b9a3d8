package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;

/** Ethereum's base fee from block to block (EIP-1559). Pure. */
final class BaseFee {
    /** Of London's first block: a gwei. */
    static final Word INITIAL = Word.of(1_000_000_000L);

    static final long ELASTICITY = 2;
    private static final BigInteger CHANGE_DENOMINATOR = BigInteger.valueOf(8);

    private static final BigInteger MAX = Word.MAX.toBigInteger();

    private BaseFee() {}

    /**
     * The fee of the block after a parent with these values, in wei per gas; at most 2^256 - 1.
     *
     * @param parentGasLimit at least {@link #ELASTICITY}
     */
    static Word next(Word parentFee, long parentGasUsed, long parentGasLimit) {
        long target = parentGasLimit / ELASTICITY;
        if (parentGasUsed == target) {
            return parentFee;
        }
        BigInteger fee = parentFee.toBigInteger();
        BigInteger delta =
                fee.multiply(BigInteger.valueOf(Math.abs(parentGasUsed - target)))
                        .divide(BigInteger.valueOf(target))
                        .divide(CHANGE_DENOMINATOR);
        boolean rises = parentGasUsed > target;
        BigInteger next = rises ? fee.add(delta.max(BigInteger.ONE)) : fee.subtract(delta);
        return Word.of(next.min(MAX));
    }
}
