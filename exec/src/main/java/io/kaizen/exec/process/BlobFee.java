package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;

/** The price of blob gas (EIP-4844, 7691). Pure. */
public final class BlobFee {
    public static final long UPDATE_FRACTION_CANCUN = 3_338_477;
    public static final long UPDATE_FRACTION_PRAGUE = 5_007_716;

    private BlobFee() {}

    /**
     * {@code e^(excess / fraction)} wei by the EIP's integer approximation.
     *
     * @throws IllegalArgumentException if the price passes 256 bits
     */
    public static Word of(long excessBlobGas, long updateFraction) {
        BigInteger fraction = BigInteger.valueOf(updateFraction);
        BigInteger excess = BigInteger.valueOf(excessBlobGas);
        BigInteger sum = BigInteger.ZERO;
        BigInteger term = fraction;
        for (long i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term = term.multiply(excess).divide(fraction.multiply(BigInteger.valueOf(i)));
        }
        return Word.of(sum.divide(fraction));
    }
}
