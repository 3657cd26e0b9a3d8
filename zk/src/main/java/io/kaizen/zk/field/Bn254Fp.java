package io.kaizen.zk.field;

import static io.kaizen.zk.field.Bn254Kernels.BITS;
import static io.kaizen.zk.field.Bn254Kernels.MASK;
import static io.kaizen.zk.field.Bn254Kernels.P0;
import static io.kaizen.zk.field.Bn254Kernels.P1;
import static io.kaizen.zk.field.Bn254Kernels.P2;
import static io.kaizen.zk.field.Bn254Kernels.P3;
import static io.kaizen.zk.field.Bn254Kernels.P4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * The coordinates of BN254: {@code x·2^265 mod p} on five signed limbs of 53 bits, least
 * significant first. The limbs leave room, so that sums need no carries: see {@code
 * zk/docs/bn254.md} for the bounds. Immutable and shared by all threads. Variable time: not for
 * secrets.
 *
 * <p><i>Tight</i>: the lower four limbs are in [0, 2^53) and the number is between −p and 2p. Every
 * operation gives tight elements but {@link #addLoose}, {@link #subLoose} and {@link #dblLoose}.
 * <i>Loose</i>: limbs below {@value #LOOSE_UNITS}·2^53 and the number below 31p in size. Every
 * operation takes loose elements. Two elements may be one number in different limbs: compare them
 * by {@link #equal}.
 */
public final class Bn254Fp implements CoordinateField {
    public static final int LIMBS = 5;

    /** Bytes of one encoded element. */
    public static final int BYTES = 32;

    static final int LOOSE_UNITS = 7;

    private static final BigInteger PRIME =
            new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(LIMBS * BITS);
    private static final long[] SATURATED = PrimeField.plainLimbs(PRIME, 4);

    /** 2^64 by one more than p's top limb: what estimates quotients by p. */
    private static final long RECIPROCAL = Long.divideUnsigned(-1, P4 + 1);

    /** The inverse of p modulo 2^53. */
    private static final long INVERSE =
            PRIME.modInverse(BigInteger.ONE.shiftLeft(BITS)).longValueExact();

    /** A number that is 0 modulo p and tight or loose is this multiple of p at most, either way. */
    private static final long MULTIPLE_MAX = 64;

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    public static final Bn254Fp INSTANCE = new Bn254Fp();

    private final long[] unit = split(BigInteger.ONE);
    private final long[] one = split(RADIX.mod(PRIME));
    private final long[] square = split(RADIX.pow(2).mod(PRIME));
    private final long[] cube = split(RADIX.pow(3).mod(PRIME));
    private final Inversion inversion = new Inversion(PRIME, SATURATED);

    private Bn254Fp() {}

    private static long[] split(BigInteger number) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = number.shiftRight(BITS * i).longValue() & MASK;
        }
        return limbs;
    }

    @Override
    public int limbs() {
        return LIMBS;
    }

    public BigInteger prime() {
        return PRIME;
    }

    private static boolean isLoose(long[] a, int ao) {
        for (int i = 0; i < LIMBS; i++) {
            if (Math.abs(a[ao + i]) > (long) LOOSE_UNITS << BITS) {
                return false;
            }
        }
        return Math.abs(a[ao + 4]) < 32 * P4;
    }

    @Override
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        assert isLoose(a, ao) && isLoose(b, bo) : "factor beyond its bounds";
        Bn254Kernels.mul(a, ao, b, bo, out, oo);
    }

    @Override
    public void sqr(long[] a, int ao, long[] out, int oo) {
        assert isLoose(a, ao) : "factor beyond its bounds";
        Bn254Kernels.sqr(a, ao, out, oo);
    }

    /** As in {@link Bn254Fp2#mul}. */
    void mulComplex(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        assert isLoose(a, ao) && isLoose(b, bo) : "factor beyond its bounds";
        assert isLoose(a, ao + LIMBS) && isLoose(b, bo + LIMBS) : "factor beyond its bounds";
        Bn254Kernels.mulComplex(a, ao, b, bo, out, oo);
    }

    /** Limb by limb: the bounds of both add up. */
    public void addLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        out[oo] = a[ao] + b[bo];
        out[oo + 1] = a[ao + 1] + b[bo + 1];
        out[oo + 2] = a[ao + 2] + b[bo + 2];
        out[oo + 3] = a[ao + 3] + b[bo + 3];
        out[oo + 4] = a[ao + 4] + b[bo + 4];
    }

    /** Limb by limb: the bounds of both add up. */
    public void subLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        out[oo] = a[ao] - b[bo];
        out[oo + 1] = a[ao + 1] - b[bo + 1];
        out[oo + 2] = a[ao + 2] - b[bo + 2];
        out[oo + 3] = a[ao + 3] - b[bo + 3];
        out[oo + 4] = a[ao + 4] - b[bo + 4];
    }

    /** Limb by limb: the bounds double. */
    public void dblLoose(long[] a, int ao, long[] out, int oo) {
        addLoose(a, ao, a, ao, out, oo);
    }

    @Override
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
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
    public void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
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
    public void neg(long[] a, int ao, long[] out, int oo) {
        tighten(-a[ao], -a[ao + 1], -a[ao + 2], -a[ao + 3], -a[ao + 4], out, oo);
    }

    /** Makes an element tight whose limbs are below 2^60 and whose number is below 1,000p. */
    public void tighten(long[] a, int ao, long[] out, int oo) {
        tighten(a[ao], a[ao + 1], a[ao + 2], a[ao + 3], a[ao + 4], out, oo);
    }

    /** out = 9a ± b, tight: of the product by 9 + i. */
    void nonuple(long[] a, int ao, long[] b, int bo, int sign, long[] out, int oo) {
        tighten(
                9 * a[ao] + sign * b[bo],
                9 * a[ao + 1] + sign * b[bo + 1],
                9 * a[ao + 2] + sign * b[bo + 2],
                9 * a[ao + 3] + sign * b[bo + 3],
                9 * a[ao + 4] + sign * b[bo + 4],
                out,
                oo);
    }

    /**
     * Subtracts p as often as the upper limbs say, and carries: between −p·2^−20 and p·(1 + 2^−20).
     */
    private static void tighten(long l0, long l1, long l2, long l3, long l4, long[] out, int oo) {
        long quotient = Math.multiplyHigh(l4 + (l3 >> BITS), RECIPROCAL);
        long carry = l0 - quotient * P0;
        out[oo] = carry & MASK;
        carry = (carry >> BITS) + l1 - quotient * P1;
        out[oo + 1] = carry & MASK;
        carry = (carry >> BITS) + l2 - quotient * P2;
        out[oo + 2] = carry & MASK;
        carry = (carry >> BITS) + l3 - quotient * P3;
        out[oo + 3] = carry & MASK;
        out[oo + 4] = (carry >> BITS) + l4 - quotient * P4;
    }

    @Override
    public boolean isZero(long[] a, int ao) {
        return isMultiple(a[ao], a[ao + 1], a[ao + 2], a[ao + 3], a[ao + 4]);
    }

    @Override
    public boolean equal(long[] a, int ao, long[] b, int bo) {
        return isMultiple(
                a[ao] - b[bo],
                a[ao + 1] - b[bo + 1],
                a[ao + 2] - b[bo + 2],
                a[ao + 3] - b[bo + 3],
                a[ao + 4] - b[bo + 4]);
    }

    /** Whether a number is a multiple of p: the lowest limb tells of which multiple it would be. */
    private static boolean isMultiple(long l0, long l1, long l2, long l3, long l4) {
        long k = (l0 * INVERSE) << (64 - BITS) >> (64 - BITS);
        if (k > MULTIPLE_MAX || k < -MULTIPLE_MAX) {
            return false;
        }
        long carry = l0 - k * P0;
        long rest = carry & MASK;
        carry = (carry >> BITS) + l1 - k * P1;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l2 - k * P2;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l3 - k * P3;
        rest |= carry & MASK;
        carry = (carry >> BITS) + l4 - k * P4;
        return (rest | carry) == 0;
    }

    @Override
    public void setOne(long[] out, int oo) {
        System.arraycopy(one, 0, out, oo, LIMBS);
    }

    public boolean isOne(long[] a, int ao) {
        return equal(a, ao, one, 0);
    }

    @Override
    public void invert(long[] a, int ao, long[] out, int oo) {
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
    public boolean decode(byte[] in, int at, long[] out, int oo) {
        long[] saturated = new long[4];
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
    public void encode(long[] a, int ao, byte[] out, int at) {
        long[] number = new long[LIMBS];
        mul(a, ao, unit, 0, number, 0);
        long[] saturated = saturate(number);
        for (int i = 0; i < 4; i++) {
            WORD.set(out, at + 8 * i, saturated[3 - i]);
        }
    }

    /** Writes a number modulo p. */
    public void set(BigInteger value, long[] out, int oo) {
        mul(split(value.mod(PRIME)), 0, square, 0, out, oo);
    }

    /** The element as a number. */
    public BigInteger get(long[] a, int ao) {
        byte[] bytes = new byte[BYTES];
        encode(a, ao, bytes, 0);
        return new BigInteger(1, bytes);
    }

    private static boolean isBelowPrime(long[] saturated) {
        for (int i = 3; i >= 0; i--) {
            if (saturated[i] != SATURATED[i]) {
                return Long.compareUnsigned(saturated[i], SATURATED[i]) < 0;
            }
        }
        return false;
    }

    /** A tight number's residue in [0, p), on four limbs of 64 bits. */
    private static long[] saturate(long[] tight) {
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

    private static long[] shifted(long[] n, int multiple) {
        long[] out = new long[LIMBS];
        long[] p = {P0, P1, P2, P3, P4};
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += n[i] + multiple * p[i];
            out[i] = i < LIMBS - 1 ? carry & MASK : carry;
            carry >>= BITS;
        }
        return out;
    }

    private static long[] pack(long[] n) {
        return new long[] {
            n[0] | n[1] << 53,
            n[1] >>> 11 | n[2] << 42,
            n[2] >>> 22 | n[3] << 31,
            n[3] >>> 33 | n[4] << 20
        };
    }

    private static void split(long[] saturated, long[] out) {
        out[0] = saturated[0] & MASK;
        out[1] = (saturated[0] >>> 53 | saturated[1] << 11) & MASK;
        out[2] = (saturated[1] >>> 42 | saturated[2] << 22) & MASK;
        out[3] = (saturated[2] >>> 31 | saturated[3] << 33) & MASK;
        out[4] = saturated[3] >>> 20;
    }
}
