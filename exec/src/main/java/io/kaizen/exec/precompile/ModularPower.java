package io.kaizen.exec.precompile;

import java.math.BigInteger;

/**
 * {@code base^exponent mod modulus}. An odd modulus is BigInteger's own: its Montgomery
 * multiplication is compiled to the machine's wide products. An even one is split into an odd part
 * and a power of two, which are joined by an inverse modulo the power of two alone (Koç,
 * "Montgomery reduction with even modulus", 1994), where BigInteger also inverts modulo the odd
 * part, at up to ten times the price of the whole. Pure.
 */
final class ModularPower {
    /** Of the units modulo 2^64: the exponent of their group is 2^62. */
    private static final int UNIT_ORDER_BITS = Long.SIZE - 2;

    private ModularPower() {}

    /**
     * @param base not negative
     * @param exponent not negative
     * @param modulus above 0
     */
    static BigInteger of(BigInteger base, BigInteger exponent, BigInteger modulus) {
        if (exponent.equals(BigInteger.TWO)) {
            BigInteger reduced = base.compareTo(modulus) < 0 ? base : base.mod(modulus);
            return reduced.multiply(reduced).mod(modulus);
        }
        int twos = modulus.getLowestSetBit();
        BigInteger odd = modulus.shiftRight(twos);
        if (twos == 0 || odd.equals(BigInteger.ONE)) {
            return base.modPow(exponent, modulus);
        }
        // x = ofOdd + odd·y, with y from x ≡ ofTwo modulo 2^twos.
        BigInteger ofOdd = base.modPow(exponent, odd);
        if (twos <= Long.SIZE) {
            long y = (power(base.longValue(), exponent) - ofOdd.longValue()) * inverse(odd);
            return ofOdd.add(odd.multiply(low(unsigned(y), twos)));
        }
        BigInteger ofTwo = base.modPow(exponent, BigInteger.ONE.shiftLeft(twos));
        BigInteger y = ofTwo.subtract(low(ofOdd, twos)).multiply(inverse(odd, twos));
        return ofOdd.add(odd.multiply(low(y, twos)));
    }

    /** Modulo 2^64. */
    private static long power(long base, BigInteger exponent) {
        boolean even = (base & 1) == 0;
        if (even && exponent.bitLength() > UNIT_ORDER_BITS) {
            return 0;
        }
        // The order of every odd number divides 2^62.
        long left = exponent.longValue() & ((1L << UNIT_ORDER_BITS) - 1);
        long power = 1;
        for (long square = base; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }

    /** Of an odd number modulo 2^64, by Newton's steps: each doubles the bits that are right. */
    private static long inverse(BigInteger odd) {
        long number = odd.longValue();
        long inverse = number;
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - number * inverse;
        }
        return inverse;
    }

    /** Of an odd number modulo 2^bits. */
    private static BigInteger inverse(BigInteger odd, int bits) {
        if (bits <= Long.SIZE) {
            return unsigned(inverse(odd));
        }
        BigInteger half = inverse(odd, (bits + 1) / 2);
        BigInteger rest = BigInteger.TWO.subtract(low(low(odd, bits).multiply(half), bits));
        return low(half.multiply(rest), bits);
    }

    private static BigInteger low(BigInteger number, int bits) {
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        return number.and(mask);
    }

    private static BigInteger unsigned(long value) {
        BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
        return value < 0 ? low.setBit(Long.SIZE - 1) : low;
    }
}
