package io.kaizen.zk.curve;

import io.kaizen.zk.field.Bn254Fp;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * G1 of BN254, encoded as EIP-196 has it: big-endian {@code x | y}, 64 bytes, zeros at infinity.
 * The curve's order is prime, so that every point of it is in the group. One thread. Variable time.
 */
public final class Bn254G1 {
    public static final int BYTES = 64;

    /** Longs of an affine point. */
    public static final int LIMBS = 2 * Bn254Fp.LIMBS;

    private static final int N = Bn254Fp.LIMBS;

    private static final Bn254Fp F = Bn254.BASE;

    /** Longs of a Jacobian point. */
    private static final int SIZE = 3 * N;

    /** Of a scalar's digits, and how many odd multiples they need. */
    private static final int WIDTH = 4;

    private static final int TABLE = 1 << (WIDTH - 2);

    private final JacobianCurve curve;
    private final long[] p = new long[SIZE];
    private final long[] q = new long[SIZE];
    private final long[] affine = new long[LIMBS];
    private final long[] t = new long[4 * N];
    private final long[] multiples = new long[TABLE * SIZE];
    private final long[] products = new long[(TABLE + 1) * N];
    private final long[] table = new long[TABLE * LIMBS];
    private final long[] mapped = new long[TABLE * LIMBS];
    private final long[] half = new long[Bn254Endomorphism.HALF_LIMBS];
    private final long[] mappedHalf = new long[Bn254Endomorphism.HALF_LIMBS];

    public Bn254G1() {
        long[] three = new long[N];
        F.set(BigInteger.valueOf(3), three, 0);
        curve = new JacobianCurve(F, three);
    }

    public JacobianCurve curve() {
        return curve;
    }

    /** False, and the output of no meaning, where a coordinate is not below p or off the curve. */
    public boolean decode(byte[] in, int at, long[] out, int oo) {
        return F.decode(in, at, out, oo)
                && F.decode(in, at + 32, out, oo + N)
                && curve.contains(out, oo);
    }

    public void encode(long[] point, int po, byte[] out, int at) {
        F.encode(point, po, out, at);
        F.encode(point, po + N, out, at + 32);
    }

    /** The generator (1, 2). */
    public void generator(long[] out, int oo) {
        F.set(BigInteger.ONE, out, oo);
        F.set(BigInteger.TWO, out, oo + N);
    }

    /** The sum of two affine points, affine. */
    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        curve.fromAffine(a, ao, p, 0);
        curve.addMixed(p, 0, b, bo, p, 0);
        curve.toAffine(p, 0, out, oo);
    }

    /** A multiple of an affine point, affine; the scalar is plain limbs, any number. */
    public void mul(long[] a, int ao, long[] scalar, long[] out, int oo) {
        if (curve.isInfinity(a, ao)) {
            Arrays.fill(out, oo, oo + LIMBS, 0);
            return;
        }
        boolean subtract = Bn254Endomorphism.split(scalar, half, mappedHalf);
        byte[] digits = SignedDigits.of(half, WIDTH);
        byte[] mappedDigits = SignedDigits.of(mappedHalf, WIDTH);
        makeTables(a, ao);
        Arrays.fill(p, 0);
        int top = digits.length - 1;
        while (top >= 0 && digits[top] == 0 && mappedDigits[top] == 0) {
            top--;
        }
        for (int i = top; i >= 0; i--) {
            dbl(p);
            if (digits[i] != 0) {
                addMultiple(table, digits[i]);
            }
            if (mappedDigits[i] != 0) {
                addMultiple(mapped, subtract ? -mappedDigits[i] : mappedDigits[i]);
            }
        }
        curve.toAffine(p, 0, out, oo);
    }

    /** Writes the odd multiples of a point and of its image, affine. */
    private void makeTables(long[] a, int ao) {
        curve.fromAffine(a, ao, multiples, 0);
        System.arraycopy(multiples, 0, q, 0, SIZE);
        dbl(q);
        for (int i = 1; i < TABLE; i++) {
            curve.add(multiples, (i - 1) * SIZE, q, 0, multiples, i * SIZE);
        }
        // One inversion for all: of the product of the Zs, of which each takes its own part.
        F.setOne(products, 0);
        for (int i = 0; i < TABLE; i++) {
            F.mul(products, i * N, multiples, i * SIZE + 2 * N, products, (i + 1) * N);
        }
        F.invert(products, TABLE * N, t, 0);
        for (int i = TABLE - 1; i >= 0; i--) {
            int point = i * SIZE;
            F.mul(t, 0, products, i * N, t, N);
            F.mul(t, 0, multiples, point + 2 * N, t, 0);
            F.sqr(t, N, t, 2 * N);
            F.mul(multiples, point, t, 2 * N, table, i * LIMBS);
            F.mul(t, N, t, 2 * N, t, N);
            F.mul(multiples, point + N, t, N, table, i * LIMBS + N);
            Bn254Endomorphism.map(table, i * LIMBS, mapped, i * LIMBS);
            F.copy(table, i * LIMBS + N, mapped, i * LIMBS + N);
        }
    }

    /** Doubles a Jacobian point, with loose sums: X tight, Y and Z of two units at most. */
    private void dbl(long[] r) {
        int a = 0;
        int b = N;
        int d = 2 * N;
        int e = 3 * N;
        F.sqr(r, 0, t, a);
        F.sqr(r, N, t, b);
        F.addLoose(r, 0, t, b, t, d);
        F.sqr(t, d, t, d);
        F.subLoose(t, d, t, a, t, d);
        F.dblLoose(t, a, t, e);
        F.addLoose(t, e, t, a, t, e);
        F.sqr(t, b, t, b);
        F.subLoose(t, d, t, b, t, d);
        F.dblLoose(t, d, t, d);
        F.mul(r, N, r, 2 * N, r, 2 * N);
        F.dblLoose(r, 2 * N, r, 2 * N);
        F.sqr(t, e, t, a);
        F.subLoose(t, a, t, d, t, a);
        F.sub(t, a, t, d, r, 0);
        // Six units and one: as loose as a factor may be.
        F.subLoose(t, d, r, 0, t, d);
        F.mul(t, e, t, d, t, e);
        F.dblLoose(t, b, t, b);
        F.dblLoose(t, b, t, b);
        F.dblLoose(t, b, t, b);
        F.sub(t, e, t, b, r, N);
    }

    /** Adds a table's point, or its negative, to the running one. */
    private void addMultiple(long[] points, int digit) {
        int at = (Math.abs(digit) >> 1) * LIMBS;
        F.copy(points, at, affine, 0);
        if (digit > 0) {
            F.copy(points, at + N, affine, N);
        } else {
            F.neg(points, at + N, affine, N);
        }
        if (curve.isJacobianInfinity(p, 0)) {
            curve.fromAffine(affine, 0, p, 0);
            return;
        }
        int h = 0;
        int rise = N;
        int hh = 2 * N;
        int hhh = 3 * N;
        F.sqr(p, 2 * N, t, hh);
        F.mul(affine, 0, t, hh, t, h);
        F.subLoose(t, h, p, 0, t, h);
        F.mul(t, hh, p, 2 * N, t, hh);
        F.mul(affine, N, t, hh, t, rise);
        F.subLoose(t, rise, p, N, t, rise);
        if (F.isZero(t, h)) {
            // The same point or its negative: rare, and left to the complete formulas.
            curve.addMixed(p, 0, affine, 0, p, 0);
            return;
        }
        F.mul(p, 2 * N, t, h, p, 2 * N);
        F.sqr(t, h, t, hh);
        F.mul(t, hh, t, h, t, hhh);
        F.mul(p, 0, t, hh, t, hh);
        F.sqr(t, rise, t, h);
        F.subLoose(t, h, t, hhh, t, h);
        F.subLoose(t, h, t, hh, t, h);
        F.sub(t, h, t, hh, p, 0);
        F.subLoose(t, hh, p, 0, t, hh);
        F.mul(t, rise, t, hh, t, rise);
        F.mul(p, N, t, hhh, t, hhh);
        F.subLoose(t, rise, t, hhh, p, N);
    }
}
