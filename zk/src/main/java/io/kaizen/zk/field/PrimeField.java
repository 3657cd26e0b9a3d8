package io.kaizen.zk.field;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Integers modulo an odd prime, in Montgomery form on {@code limbs()} longs, least significant
 * first; always fully reduced. Immutable and shared by all threads. Variable time: not for secrets.
 */
public abstract sealed class PrimeField implements CoordinateField permits Field256, Field384 {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int WINDOW_BITS = 4;

    private final int limbs;
    private final BigInteger prime;
    private final long[] modulus;
    private final long[] one;
    private final long[] square;
    private final Inversion inversion;

    /** Minus the inverse of the modulus, modulo 2^64. */
    final long negInverse;

    PrimeField(BigInteger prime, int limbs) {
        this.limbs = limbs;
        this.prime = prime;
        modulus = plainLimbs(prime, limbs);
        BigInteger radix = BigInteger.ONE.shiftLeft(64 * limbs);
        one = plainLimbs(radix.mod(prime), limbs);
        square = plainLimbs(radix.multiply(radix).mod(prime), limbs);
        BigInteger word = BigInteger.ONE.shiftLeft(64);
        negInverse = prime.negate().modInverse(word).longValue();
        inversion = new Inversion(prime, modulus);
    }

    @Override
    public final int limbs() {
        return limbs;
    }

    /** Bytes of one encoded element. */
    public final int bytes() {
        return 8 * limbs;
    }

    public final BigInteger prime() {
        return prime;
    }

    final long modulus(int limb) {
        return modulus[limb];
    }

    @Override
    public final void sqr(long[] a, int ao, long[] out, int oo) {
        mul(a, ao, a, ao, out, oo);
    }

    @Override
    public final void neg(long[] a, int ao, long[] out, int oo) {
        if (isZero(a, ao)) {
            Arrays.fill(out, oo, oo + limbs, 0);
            return;
        }
        long borrow = 0;
        for (int i = 0; i < limbs; i++) {
            long subtrahend = a[ao + i];
            long difference = modulus[i] - subtrahend;
            long next = Long.compareUnsigned(modulus[i], subtrahend) < 0 ? 1 : 0;
            next |= Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0;
            out[oo + i] = difference - borrow;
            borrow = next;
        }
    }

    @Override
    public final void setOne(long[] out, int oo) {
        System.arraycopy(one, 0, out, oo, limbs);
    }

    public final boolean isOne(long[] a, int ao) {
        return equal(a, ao, one, 0);
    }

    @Override
    public final void invert(long[] a, int ao, long[] out, int oo) {
        inversion.run(this, a, ao, out, oo);
    }

    /** {@code a^exponent} for an exponent of at least 0, by windows of four bits. */
    public final void pow(long[] a, int ao, BigInteger exponent, long[] out, int oo) {
        long[] powers = new long[limbs << WINDOW_BITS];
        setOne(powers, 0);
        for (int i = 1; i < 1 << WINDOW_BITS; i++) {
            mul(powers, (i - 1) * limbs, a, ao, powers, i * limbs);
        }
        long[] result = one.clone();
        int windows = (exponent.bitLength() + WINDOW_BITS - 1) / WINDOW_BITS;
        for (int window = windows - 1; window >= 0; window--) {
            int digit = 0;
            for (int bit = WINDOW_BITS - 1; bit >= 0; bit--) {
                sqr(result, 0, result, 0);
                digit = 2 * digit + (exponent.testBit(window * WINDOW_BITS + bit) ? 1 : 0);
            }
            if (digit != 0) {
                mul(result, 0, powers, digit * limbs, result, 0);
            }
        }
        System.arraycopy(result, 0, out, oo, limbs);
    }

    /**
     * Reads a big-endian number of {@code bytes()} bytes.
     *
     * @return false, and nothing written, where it is not below the modulus
     */
    public final boolean decode(byte[] in, int at, long[] out, int oo) {
        long[] plain = new long[limbs];
        for (int i = 0; i < limbs; i++) {
            plain[limbs - 1 - i] = (long) WORD.get(in, at + 8 * i);
        }
        if (compare(plain, modulus) >= 0) {
            return false;
        }
        toMontgomery(plain, out, oo);
        return true;
    }

    /** Writes the element as a big-endian number of {@code bytes()} bytes. */
    public final void encode(long[] a, int ao, byte[] out, int at) {
        long[] plain = new long[limbs];
        fromMontgomery(a, ao, plain);
        for (int i = 0; i < limbs; i++) {
            WORD.set(out, at + 8 * i, plain[limbs - 1 - i]);
        }
    }

    /** Writes a number modulo the prime. */
    public final void set(BigInteger value, long[] out, int oo) {
        toMontgomery(plainLimbs(value.mod(prime), limbs), out, oo);
    }

    /** The element as a number. */
    public final BigInteger get(long[] a, int ao) {
        byte[] bytes = new byte[bytes()];
        encode(a, ao, bytes, 0);
        return new BigInteger(1, bytes);
    }

    /** The lowest bit of the number: the sign of RFC 9380, §4.1. */
    public final int parity(long[] a, int ao) {
        long[] plain = new long[limbs];
        fromMontgomery(a, ao, plain);
        return (int) plain[0] & 1;
    }

    final void toMontgomery(long[] plain, long[] out, int oo) {
        mul(plain, 0, square, 0, out, oo);
    }

    private void fromMontgomery(long[] a, int ao, long[] plain) {
        long[] unit = new long[limbs];
        unit[0] = 1;
        mul(a, ao, unit, 0, plain, 0);
    }

    private static int compare(long[] a, long[] b) {
        for (int i = a.length - 1; i > 0; i--) {
            if (a[i] != b[i]) {
                return Long.compareUnsigned(a[i], b[i]);
            }
        }
        return Long.compareUnsigned(a[0], b[0]);
    }

    static long[] plainLimbs(BigInteger value, int limbs) {
        long[] plain = new long[limbs];
        for (int i = 0; i < limbs; i++) {
            plain[i] = value.shiftRight(64 * i).longValue();
        }
        return plain;
    }
}
