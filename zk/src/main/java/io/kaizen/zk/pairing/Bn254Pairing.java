package io.kaizen.zk.pairing;

import io.kaizen.zk.curve.Bn254;
import io.kaizen.zk.curve.Bn254G1;
import io.kaizen.zk.curve.Bn254G2;
import io.kaizen.zk.curve.SignedDigits;
import io.kaizen.zk.field.Bn254Fp;
import io.kaizen.zk.field.Bn254Fp2;
import io.kaizen.zk.field.Fp12;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The optimal ate pairing of BN254 and products of it, which share squarings and the final
 * exponentiation. Points are affine and must be in their groups: {@link Bn254G1#decode} and {@link
 * Bn254G2#decode} see to that. Holds scratch: one thread. Variable time. Sources: {@code
 * zk/docs/bn254.md}.
 */
public final class Bn254Pairing {
    /** Longs of a value of the pairing. */
    public static final int LIMBS = 6 * Bn254Fp2.LIMBS;

    private static final int N = Bn254Fp2.LIMBS;

    /** Longs of a pair's running point. */
    private static final int POINT = 3 * N;

    /** The digits of 6u + 2, without the top one. */
    private static final byte[] LOOP = loop();

    /** u by digits of at most 7 in size. */
    private static final byte[] U_DIGITS = trimmed(SignedDigits.of(new long[] {Bn254.U}, 4));

    private final Bn254Fp2 f = Bn254.quadratic();
    private final Fp12 tower = new Fp12(f);
    private final Bn254G2 g2 = new Bn254G2(f);
    private final long[] t = new long[8 * N];
    private final long[] line = new long[3 * N];
    private final long[] q = new long[2 * N];
    private final long[] value = new long[LIMBS];

    private static byte[] loop() {
        BigInteger six = BigInteger.valueOf(Bn254.U).multiply(BigInteger.valueOf(6));
        BigInteger count = six.add(BigInteger.TWO);
        byte[] digits =
                SignedDigits.of(
                        new long[] {count.longValue(), count.shiftRight(64).longValue()}, 2);
        return Arrays.copyOf(digits, trimmed(digits).length - 1);
    }

    /** Without zeros at the top. */
    private static byte[] trimmed(byte[] digits) {
        int length = digits.length;
        while (digits[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(digits, length);
    }

    /** The extension that this instance computes in, for its thread. */
    public Fp12 tower() {
        return tower;
    }

    /** G2 on this instance's scratch. */
    public Bn254G2 g2() {
        return g2;
    }

    /** What is known of a product. */
    public enum Verdict {
        /** The product is 1; that of no pair is. */
        ONE,
        NOT_ONE,
        /** A point is on the twist, but not in G2. */
        INVALID
    }

    /**
     * Whether the product of the pairings of {@code count} pairs is 1.
     *
     * @param g2s points of the twist: whether they are in the group comes out on the way
     */
    public Verdict judge(long[] g1, long[] g2s, int count) {
        if (!millerLoop(g1, g2s, count, value)) {
            return Verdict.INVALID;
        }
        if (tower.isOne(value)) {
            return Verdict.ONE;
        }
        finalExponentiation(value, value);
        return tower.isOne(value) ? Verdict.ONE : Verdict.NOT_ONE;
    }

    /**
     * Writes the product of e(g1[i], g2[i]), for points one behind the other.
     *
     * @throws IllegalArgumentException if a point is not in G2
     */
    public void product(long[] g1, long[] g2s, int count, long[] out) {
        if (!millerLoop(g1, g2s, count, out)) {
            throw new IllegalArgumentException("a point of the twist is not in G2");
        }
        finalExponentiation(out, out);
    }

    /** False, and the output of no meaning, where a point is not in G2. */
    private boolean millerLoop(long[] g1, long[] g2s, int count, long[] out) {
        long[] points = new long[count * POINT];
        int[] pairs = new int[count];
        int live = 0;
        for (int i = 0; i < count; i++) {
            int right = i * Bn254G2.LIMBS;
            if (isZero(g2s, right, Bn254G2.LIMBS)) {
                continue;
            }
            if (isZero(g1, i * Bn254G1.LIMBS, Bn254G1.LIMBS)) {
                if (!g2.isInGroup(g2s, right)) {
                    return false;
                }
                continue;
            }
            g2.curve().fromAffine(g2s, right, points, i * POINT);
            pairs[live++] = i;
        }
        tower.setOne(out);
        if (live == 0) {
            return true;
        }
        for (int bit = LOOP.length - 1; bit >= 0; bit--) {
            tower.sqr(out, out);
            int digit = LOOP[bit];
            for (int j = 0; j < live; j++) {
                int i = pairs[j];
                tangent(points, i * POINT, g1, i * Bn254G1.LIMBS);
                tower.mulLine(out, line, out);
                if (digit != 0) {
                    System.arraycopy(g2s, i * Bn254G2.LIMBS, q, 0, Bn254G2.LIMBS);
                    if (digit < 0) {
                        f.neg(q, N, q, N);
                    }
                    chord(points, i * POINT, g1, i * Bn254G1.LIMBS);
                    tower.mulLine(out, line, out);
                }
            }
        }
        for (int j = 0; j < live; j++) {
            int i = pairs[j];
            g2.psi(g2s, i * Bn254G2.LIMBS, q, 0);
            chord(points, i * POINT, g1, i * Bn254G1.LIMBS);
            tower.mulLine(out, line, out);
            g2.psi(g2s, i * Bn254G2.LIMBS, q, 0);
            g2.psi(q, 0, q, 0);
            f.neg(q, N, q, N);
            chord(points, i * POINT, g1, i * Bn254G1.LIMBS);
            tower.mulLine(out, line, out);
            // q is −ψ²(Q): another ψ makes it the point that ends in for Q of G2.
            g2.psi(q, 0, q, 0);
            if (!isPoint(points, i * POINT)) {
                return false;
            }
        }
        return true;
    }

    /** The running point is q; at infinity, where a chord was none, it is not. */
    private boolean isPoint(long[] r, int at) {
        int z = at + 2 * N;
        f.sqr(r, z, t, 0);
        f.mul(q, 0, t, 0, t, N);
        f.mul(t, 0, r, z, t, 0);
        f.mul(q, N, t, 0, t, 0);
        return !f.isZero(r, z) && f.equal(t, N, r, at) && f.equal(t, 0, r, at + N);
    }

    private static boolean isZero(long[] x, int from, int count) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= x[from + i];
        }
        return bits == 0;
    }

    /** Doubles the running point; the tangent's line at the point of G1. */
    private void tangent(long[] r, int at, long[] g1, int go) {
        int x = at;
        int y = at + N;
        int z = at + 2 * N;
        int xx = 0;
        int yy = N;
        int d = 2 * N;
        int e = 3 * N;
        int zz = 4 * N;
        f.sqr(r, x, t, xx);
        f.sqr(r, y, t, yy);
        f.sqr(r, z, t, zz);
        f.dblLoose(t, xx, t, e);
        f.addLoose(t, e, t, xx, t, e);
        // c = 3X³ − 2Y²
        f.mul(t, e, r, x, line, 2 * N);
        f.subLoose(line, 2 * N, t, yy, line, 2 * N);
        f.subLoose(line, 2 * N, t, yy, line, 2 * N);
        // b = −3X²Z²·xP
        f.mul(t, e, t, zz, line, N);
        f.scale(line, N, g1, go, line, N);
        f.neg(line, N, line, N);
        f.addLoose(r, x, t, yy, t, d);
        f.sqr(t, d, t, d);
        f.subLoose(t, d, t, xx, t, d);
        f.sqr(t, yy, t, xx);
        f.subLoose(t, d, t, xx, t, d);
        f.dblLoose(t, d, t, d);
        f.mul(r, y, r, z, r, z);
        f.dblLoose(r, z, r, z);
        // a = Z'Z²·yP
        f.mul(r, z, t, zz, line, 0);
        f.scale(line, 0, g1, go + Bn254Fp.LIMBS, line, 0);
        f.sqr(t, e, t, yy);
        f.subLoose(t, yy, t, d, t, yy);
        f.sub(t, yy, t, d, r, x);
        // Six units and one: as loose as a factor may be.
        f.subLoose(t, d, r, x, t, d);
        f.mul(t, e, t, d, t, e);
        f.dblLoose(t, xx, t, xx);
        f.dblLoose(t, xx, t, xx);
        f.dblLoose(t, xx, t, xx);
        f.sub(t, e, t, xx, r, y);
    }

    /** Adds q to the running point, which is neither q nor −q; the chord's line. */
    private void chord(long[] r, int at, long[] g1, int go) {
        int x = at;
        int y = at + N;
        int z = at + 2 * N;
        int h = 0;
        int rise = N;
        int hh = 2 * N;
        int hhh = 3 * N;
        f.sqr(r, z, t, hh);
        f.mul(q, 0, t, hh, t, h);
        f.subLoose(t, h, r, x, t, h);
        f.mul(t, hh, r, z, t, hh);
        f.mul(q, N, t, hh, t, rise);
        f.subLoose(t, rise, r, y, t, rise);
        f.mul(r, z, t, h, r, z);
        // a = Z'·yP, b = −R·xP, c = R·x − Z'·y
        f.scale(r, z, g1, go + Bn254Fp.LIMBS, line, 0);
        f.scale(t, rise, g1, go, line, N);
        f.neg(line, N, line, N);
        f.mul(t, rise, q, 0, line, 2 * N);
        f.mul(r, z, q, N, t, hh);
        f.subLoose(line, 2 * N, t, hh, line, 2 * N);
        f.sqr(t, h, t, hh);
        f.mul(t, hh, t, h, t, hhh);
        f.mul(r, x, t, hh, t, hh);
        f.sqr(t, rise, r, x);
        f.subLoose(r, x, t, hhh, r, x);
        f.subLoose(r, x, t, hh, r, x);
        f.sub(r, x, t, hh, r, x);
        f.subLoose(t, hh, r, x, t, hh);
        f.mul(t, rise, t, hh, t, rise);
        f.mul(r, y, t, hhh, t, hhh);
        f.sub(t, rise, t, hhh, r, y);
    }

    private void finalExponentiation(long[] in, long[] out) {
        long[] a = new long[LIMBS];
        long[] b = new long[LIMBS];
        // Easy part: to the power (p⁶ − 1)(p² + 1).
        tower.conjugate(in, a);
        tower.invert(in, b);
        tower.mul(a, b, a);
        tower.frobenius(a, 2, b);
        tower.mul(a, b, a);
        hardPart(a, out);
    }

    /** To the power (p⁴ − p² + 1)/r, by y0·y1²·y2⁶·y3¹²·y4¹⁸·y5³⁰·y6³⁶. */
    private void hardPart(long[] a, long[] out) {
        long[] u1 = new long[LIMBS];
        long[] u2 = new long[LIMBS];
        long[] u3 = new long[LIMBS];
        long[] s = new long[LIMBS];
        long[] y0 = new long[LIMBS];
        tower.powCyclotomic(a, U_DIGITS, u1);
        tower.powCyclotomic(u1, U_DIGITS, u2);
        tower.powCyclotomic(u2, U_DIGITS, u3);
        tower.frobenius(a, 1, y0);
        tower.frobenius(a, 2, s);
        tower.mul(y0, s, y0);
        tower.frobenius(a, 3, s);
        tower.mul(y0, s, y0);
        long[] y6 = new long[LIMBS];
        tower.frobenius(u3, 1, s);
        tower.mul(u3, s, y6);
        tower.conjugate(y6, y6);
        long[] y4 = new long[LIMBS];
        tower.frobenius(u2, 1, s);
        tower.mul(u1, s, y4);
        tower.conjugate(y4, y4);
        long[] y3 = u3;
        tower.frobenius(u1, 1, y3);
        tower.conjugate(y3, y3);
        long[] y2 = u1;
        tower.frobenius(u2, 2, y2);
        long[] y5 = u2;
        tower.conjugate(u2, y5);
        long[] y1 = a;
        tower.conjugate(a, y1);
        long[] low = y6;
        tower.sqrCyclotomic(y6, low);
        tower.mul(low, y4, low);
        tower.mul(low, y5, low);
        long[] high = s;
        tower.mul(y3, y5, high);
        tower.mul(high, low, high);
        tower.mul(low, y2, low);
        tower.sqrCyclotomic(high, high);
        tower.mul(high, low, high);
        tower.sqrCyclotomic(high, high);
        tower.mul(high, y1, low);
        tower.mul(high, y0, high);
        tower.sqrCyclotomic(low, low);
        tower.mul(low, high, out);
    }
}
