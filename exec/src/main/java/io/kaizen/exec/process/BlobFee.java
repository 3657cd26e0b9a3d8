package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;

/** The price of blob gas (EIP-4844, 7691). Pure. */
public final class BlobFee {
    /** Blob gas of one blob. */
    public static final long GAS_PER_BLOB = 1L << 17;

    public static final long UPDATE_FRACTION_CANCUN = 3_338_477;
    public static final long UPDATE_FRACTION_PRAGUE = 5_007_716;

    /** From this power on, e^x has more than 256 bits. */
    private static final long EXPONENT_MAX = 178;

    private static final BigInteger MAX = Word.MAX.toBigInteger();

    private BlobFee() {}

    /**
     * {@code e^(excess / fraction)} wei by the EIP's integer approximation, but at most 2^256 - 1,
     * which no transaction can pay.
     *
     * @param excessBlobGas unsigned
     */
    public static Word of(long excessBlobGas, long updateFraction) {
        if (Long.divideUnsigned(excessBlobGas, updateFraction) >= EXPONENT_MAX) {
            return Word.MAX;
        }
        BigInteger fraction = BigInteger.valueOf(updateFraction);
        BigInteger excess = BigInteger.valueOf(excessBlobGas);
        BigInteger sum = BigInteger.ZERO;
        BigInteger term = fraction;
        for (long i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term = term.multiply(excess).divide(fraction.multiply(BigInteger.valueOf(i)));
        }
        return Word.of(sum.divide(fraction).min(MAX));
    }
}
