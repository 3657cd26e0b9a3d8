package io.kaizen.zk.field;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * Integers modulo a prime of 254 to 256 bits: {@code x·2^265 mod p} on five signed limbs of 53
 * bits, least significant first. The limbs leave room, so that sums need no carries: see {@code
 * zk/docs/unsaturated.md} for the bounds. Immutable and shared by all threads. Variable time: not
 * for secrets.
 *
 * <p><i>Tight</i>: the lower four limbs are in [0, 2^53) and the number is between −p and 2p. Every
 * operation gives tight elements but {@link #addLoose}, {@link #subLoose} and {@link #dblLoose}.
 * <i>Loose</i>: limbs of {@value #LOOSE_UNITS}·2^53 at most in size, and the number below a bound
 * of the field. Every operation takes loose elements. Two elements may be one number in different
 * limbs: compare them by {@link #equal}.
 */
public abstract sealed class UnsaturatedField implements CoordinateField permits Bn254Fp, P256Fp {
    public static final int LIMBS = 5;

    /** Bytes of one encoded element. */
    public static final int BYTES = 32;

    static final int BITS = 53;
    static final long MASK = (1L << BITS) - 1;
    static final int LOOSE_UNITS = 7;

    /** A number that is 0 modulo p and tight or loose is this multiple of p at most, either way. */
    private static final long MULTIPLE_MAX = 64;

    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(LIMBS * BITS);
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final BigInteger prime;
    private final long p0;
    private final long p1;
    private final long p2;
    private final long p3;
    private final long p4;

    /** Of a loose element's top limb. */
    private final long topMax;

    /** 2^64 by one more than p's top limb: what estimates quotients by p. */
    private final long reciprocal;

    /** The inverse of p modulo 2^53. */
    private final long inverse;

    private final long[] saturatedPrime;
    private final long[] unit;
    private final long[] one;
    private final long[] square;
    private final long[] cube;
    private final Inversion inversion;

    /**
     * @param looseMax loose numbers are below this multiple of p in size
     */
    UnsaturatedField(BigInteger prime, int looseMax) {
        this.prime = prime;
        long[] limbs = split(prime);
        p0 = limbs[0];
        p1 = limbs[1];
        p2 = limbs[2];
        p3 = limbs[3];
        p4 = limbs[4];
        topMax = looseMax * p4;
        reciprocal = Long.divideUnsigned(-1, p4 + 1);
        inverse = prime.modInverse(BigInteger.ONE.shiftLeft(BITS)).longValueExact();
        // Twice the prime has room.
        saturatedPrime = PrimeField.plainLimbs(prime, prime.bitLength() / 64 + 1);
        unit = split(BigInteger.ONE);
        one = split(RADIX.mod(prime));
        square = split(RADIX.pow(2).mod(prime));
        cube = split(RADIX.pow(3).mod(prime));
        inversion = new Inversion(prime, saturatedPrime);
    }

    private static long[] split(BigInteger number) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = number.shiftRight(BITS * i).longValue() & MASK;
        }
        return limbs;
    }

    @Override
    public final int limbs() {
        return LIMBS;
    }

    public final BigInteger prime() {
        return prime;
    }

    /** What bounds a loose element's top limb, either way. */
    final long topMax() {
        return topMax;
    }

    final boolean isLoose(long[] a, int ao) {
        for (int i = 0; i < LIMBS; i++) {
            if (Math.abs(a[ao + i]) > (long) LOOSE_UNITS << BITS) {
                return false;
            }
        }
        return Math.abs(a[ao + 4]) < topMax;
    }

    /** Limb by limb: the bounds of both add up. */
    public final void addLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        out[oo] = a[ao] + b[bo];
        out[oo + 1] = a[ao + 1] + b[bo + 1];
        out[oo + 2] = a[ao + 2] + b[bo + 2];
        out[oo + 3] = a[ao + 3] + b[bo + 3];
        out[oo + 4] = a[ao + 4] + b[bo + 4];
    }

    /** Limb by limb: the bounds of both add up. */
    public final void subLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        out[oo] = a[ao] - b[bo];
        out[oo + 1] = a[ao + 1] - b[bo + 1];
        out[oo + 2] = a[ao + 2] - b[bo + 2];
        out[oo + 3] = a[ao + 3] - b[bo + 3];
        out[oo + 4] = a[ao + 4] - b[bo + 4];
    }

    /** Limb by limb: the bounds double. */
    public final void dblLoose(long[] a, int ao, long[] out, int oo) {
        addLoose(a, ao, a, ao, out, oo);
    }

    @Override
    public final void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        tighten(
                a[ao] + b[bo],
                a[ao + 1] + b[bo + 1],
                a[ao + 2] + b[bo + 2],
                a[ao + 3] + b[bo + 3],
                a[ao + 4] + b[bo + 4],
                out,
                oo);
    }

    @Override
    public final void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        tighten(
                a[ao] - b[bo],
                a[ao + 1] - b[bo + 1],
                a[ao + 2] - b[bo + 2],
                a[ao + 3] - b[bo + 3],
                a[ao + 4] - b[bo + 4],
                out,
                oo);
    }

    @Override
    public final void neg(long[] a, int ao, long[] out, int oo) {
        tighten(-a[ao], -a[ao + 1], -a[ao + 2], -a[ao + 3], -a[ao + 4], out, oo);
    }

    /** Makes an element tight whose limbs are below 2^60 and whose number is below 200p. */
    public final void tighten(long[] a, int ao, long[] out, int oo) {
        tighten(a[ao], a[ao + 1], a[ao + 2], a[ao + 3], a[ao + 4], out, oo);
    }

    /**
     * Subtracts p as often as the upper limbs say, and carries: between −p·2^−12 and p·(1 + 2^−12).
     */
    final void tighten(long l0, long l1, long l2, long l3, long l4, long[] out, int oo) {
        long quotient = Math.multiplyHigh(l4 + (l3 >> BITS), reciprocal);
        long carry = l0 - quotient * p0;
        out[oo] = carry & MASK;
        carry = (carry >> BITS) + l1 - quotient * p1;
        out[oo + 1] = carry & MASK;
        carry = (carry >> BITS) + l2 - quotient * p2;
        out[oo + 2] = carry & MASK;
        carry = (carry >> BITS) + l3 - quotient * p3;
        out[oo + 3] = carry & MASK;
        out[oo + 4] = (carry >> BITS) + l4 - quotient * p4;
    }

    @Override
    public final boolean isZero(long[] a, int ao) {
        return isMultiple(a[ao], a[ao + 1], a[ao + 2], a[ao + 3], a[ao + 4]);
    }

    @Override
    public final boolean equal(long[] a, int ao, long[] b, int bo) {
        return isMultiple(
                a[ao] - b[bo],
                a[ao + 1] - b[bo + 1],
                a[ao + 2] - b[bo + 2],
                a[ao + 3] - b[bo + 3],
                a[ao + 4] - b[bo + 4]);
    }

    /** Whether a number is a multiple of p: the lowest limb tells of which multiple it would be. */
    private boolean isMultiple(long l0, long l1, long l2, long l3, long l4) {
        long k = (l0 * inverse) << (64 - BITS) >> (64 - BITS);
        if (k > MULTIPLE_MAX || k < -MULTIPLE_MAX) {
            return false;
        }
        long carry = l0 - k * p0;
        long rest = carry & MASK;
        carry = (carry >> BITS) + l1 - k * p1;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l2 - k * p2;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l3 - k * p3;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l4 - k * p4;
        return (rest | carry) == 0;
    }

    @Override
    public final void setOne(long[] out, int oo) {
        System.arraycopy(one, 0, out, oo, LIMBS);
    }

    public final boolean isOne(long[] a, int ao) {
        return equal(a, ao, one, 0);
    }

    @Override
    public final void invert(long[] a, int ao, long[] out, int oo) {
        long[] number = new long[LIMBS];
        tighten(a, ao, number, 0);
        long[] saturated = saturate(number);
        inversion.plain(saturated, saturated);
        split(saturated, number);
        // In: x·R. Inverted: (x·R)⁻¹. Montgomery multiplication by R³ leaves x⁻¹·R.
        mul(number, 0, cube, 0, out, oo);
    }

    /**
     * Reads a big-endian number of {@link #BYTES} bytes.
     *
     * @return false, and nothing written, where it is not below p
     */
    public final boolean decode(byte[] in, int at, long[] out, int oo) {
        long[] saturated = new long[saturatedPrime.length];
        for (int i = 0; i < 4; i++) {
            saturated[3 - i] = (long) WORD.get(in, at + 8 * i);
        }
        if (!isBelowPrime(saturated)) {
            return false;
        }
        long[] number = new long[LIMBS];
        split(saturated, number);
        mul(number, 0, square, 0, out, oo);
        return true;
    }

    /** Writes the element as a big-endian number of {@link #BYTES} bytes. */
    public final void encode(long[] a, int ao, byte[] out, int at) {
        long[] number = new long[LIMBS];
        mul(a, ao, unit, 0, number, 0);
        long[] saturated = saturate(number);
        for (int i = 0; i < 4; i++) {
            WORD.set(out, at + 8 * i, saturated[3 - i]);
        }
    }

    /** Writes a number modulo p. */
    public final void set(BigInteger value, long[] out, int oo) {
        mul(split(value.mod(prime)), 0, square, 0, out, oo);
    }

    /** The element as a number. */
    public final BigInteger get(long[] a, int ao) {
        byte[] bytes = new byte[BYTES];
        encode(a, ao, bytes, 0);
        return new BigInteger(1, bytes);
    }

    private boolean isBelowPrime(long[] saturated) {
        for (int i = saturatedPrime.length - 1; i >= 0; i--) {
            if (saturated[i] != saturatedPrime[i]) {
                return Long.compareUnsigned(saturated[i], saturatedPrime[i]) < 0;
            }
        }
        return false;
    }

    /** A tight number's residue in [0, p), on limbs of 64 bits. */
    private long[] saturate(long[] tight) {
        long[] n = tight;
        if (n[4] < 0) {
            n = shifted(n, 1);
        }
        long[] out = pack(n);
        while (!isBelowPrime(out)) {
            n = shifted(n, -1);
            out = pack(n);
        }
        return out;
    }

    private long[] shifted(long[] n, int multiple) {
        long[] out = new long[LIMBS];
        long[] p = {p0, p1, p2, p3, p4};
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += n[i] + multiple * p[i];
            out[i] = i < LIMBS - 1 ? carry & MASK : carry;
            carry >>= BITS;
        }
        return out;
    }

    private long[] pack(long[] n) {
        long[] out = new long[saturatedPrime.length];
        out[0] = n[0] | n[1] << 53;
        out[1] = n[1] >>> 11 | n[2] << 42;
        out[2] = n[2] >>> 22 | n[3] << 31;
        out[3] = n[3] >>> 33 | n[4] << 20;
        if (out.length > 4) {
            out[4] = n[4] >>> 44;
        }
        return out;
    }

    private static void split(long[] saturated, long[] out) {
        out[0] = saturated[0] & MASK;
        out[1] = (saturated[0] >>> 53 | saturated[1] << 11) & MASK;
        out[2] = (saturated[1] >>> 42 | saturated[2] << 22) & MASK;
        out[3] = (saturated[2] >>> 31 | saturated[3] << 33) & MASK;
        out[4] = saturated[3] >>> 20;
    }
}
