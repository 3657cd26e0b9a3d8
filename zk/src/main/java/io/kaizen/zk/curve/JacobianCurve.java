package io.kaizen.zk.curve;

import io.kaizen.zk.field.CoordinateField;
import java.util.Arrays;

/**
 * y² = x³ + b over any coordinate field. Affine points are {@code x | y} with (0, 0) at infinity;
 * Jacobian ones {@code X | Y | Z}, x = X/Z², y = Y/Z³, with Z = 0 at infinity. Complete: every pair
 * of points of the curve adds right. An output may be one of the inputs. Holds scratch: one thread.
 * Variable time. Source of the formulas: Cohen, Miyaji and Ono 1998, for a = 0.
 */
public final class JacobianCurve {
    private static final int WIDTH = 5;
    private static final int TABLE = 1 << (WIDTH - 2);

    private final CoordinateField f;
    private final int n;
    private final long[] b;
    private final long[] t;
    private final long[] table;
    private final long[] sum;

    /**
     * @param b the curve's constant
     */
    public JacobianCurve(CoordinateField field, long[] b) {
        f = field;
        n = field.limbs();
        this.b = b.clone();
        t = new long[8 * n];
        table = new long[TABLE * 3 * n];
        sum = new long[3 * n];
    }

    /** Longs of an affine point. */
    public int affineLimbs() {
        return 2 * n;
    }

    /** Longs of a Jacobian point. */
    public int jacobianLimbs() {
        return 3 * n;
    }

    /** The affine point satisfies the equation, or is at infinity. */
    public boolean contains(long[] p, int po) {
        if (isInfinity(p, po)) {
            return true;
        }
        f.sqr(p, po + n, t, 0);
        f.sqr(p, po, t, n);
        f.mul(t, n, p, po, t, n);
        f.add(t, n, b, 0, t, n);
        return f.equal(t, 0, t, n);
    }

    /** The affine point is at infinity. */
    public boolean isInfinity(long[] p, int po) {
        return f.isZero(p, po) && f.isZero(p, po + n);
    }

    /** The Jacobian point is at infinity. */
    public boolean isJacobianInfinity(long[] p, int po) {
        return f.isZero(p, po + 2 * n);
    }

    public void setInfinity(long[] out, int oo) {
        Arrays.fill(out, oo, oo + 3 * n, 0);
    }

    public void fromAffine(long[] p, int po, long[] out, int oo) {
        if (isInfinity(p, po)) {
            setInfinity(out, oo);
            return;
        }
        System.arraycopy(p, po, out, oo, 2 * n);
        f.setOne(out, oo + 2 * n);
    }

    public void toAffine(long[] p, int po, long[] out, int oo) {
        f.invert(p, po + 2 * n, t, 0);
        f.sqr(t, 0, t, n);
        f.mul(p, po, t, n, out, oo);
        f.mul(t, 0, t, n, t, 0);
        f.mul(p, po + n, t, 0, out, oo + n);
    }

    /** Of an affine point or a Jacobian one: only y changes, in place. */
    public void negate(long[] p, int po) {
        f.neg(p, po + n, p, po + n);
    }

    public void dbl(long[] p, int po, long[] out, int oo) {
        int a = 0;
        int bb = n;
        int c = 2 * n;
        int d = 3 * n;
        int e = 4 * n;
        f.sqr(p, po, t, a);
        f.sqr(p, po + n, t, bb);
        f.sqr(t, bb, t, c);
        f.add(p, po, t, bb, t, d);
        f.sqr(t, d, t, d);
        f.sub(t, d, t, a, t, d);
        f.sub(t, d, t, c, t, d);
        f.dbl(t, d, t, d);
        f.dbl(t, a, t, e);
        f.add(t, e, t, a, t, e);
        f.mul(p, po + n, p, po + 2 * n, t, a);
        f.dbl(t, a, out, oo + 2 * n);
        f.sqr(t, e, t, a);
        f.sub(t, a, t, d, t, a);
        f.sub(t, a, t, d, out, oo);
        f.sub(t, d, out, oo, t, d);
        f.mul(t, e, t, d, t, e);
        f.dbl(t, c, t, c);
        f.dbl(t, c, t, c);
        f.dbl(t, c, t, c);
        f.sub(t, e, t, c, out, oo + n);
    }

    /** A Jacobian point and an affine one. */
    public void addMixed(long[] p, int po, long[] q, int qo, long[] out, int oo) {
        if (isInfinity(q, qo)) {
            System.arraycopy(p, po, out, oo, 3 * n);
        } else if (isJacobianInfinity(p, po)) {
            fromAffine(q, qo, out, oo);
        } else {
            f.sqr(p, po + 2 * n, t, 0);
            f.mul(q, qo, t, 0, t, n);
            f.mul(p, po + 2 * n, t, 0, t, 0);
            f.mul(q, qo + n, t, 0, t, 2 * n);
            f.copy(p, po, t, 3 * n);
            f.copy(p, po + n, t, 4 * n);
            f.copy(p, po + 2 * n, t, 5 * n);
            chord(p, po, out, oo);
        }
    }

    /** Two Jacobian points. */
    public void add(long[] p, int po, long[] q, int qo, long[] out, int oo) {
        if (isJacobianInfinity(q, qo)) {
            System.arraycopy(p, po, out, oo, 3 * n);
        } else if (isJacobianInfinity(p, po)) {
            System.arraycopy(q, qo, out, oo, 3 * n);
        } else {
            f.sqr(q, qo + 2 * n, t, 0);
            f.mul(p, po, t, 0, t, 3 * n);
            f.mul(q, qo + 2 * n, t, 0, t, 0);
            f.mul(p, po + n, t, 0, t, 4 * n);
            f.sqr(p, po + 2 * n, t, 0);
            f.mul(q, qo, t, 0, t, n);
            f.mul(p, po + 2 * n, t, 0, t, 0);
            f.mul(q, qo + n, t, 0, t, 2 * n);
            f.mul(p, po + 2 * n, q, qo + 2 * n, t, 5 * n);
            chord(p, po, out, oo);
        }
    }

    /**
     * The sum over a common denominator Z in t[5]: X1, Y1 in t[3], t[4]; X2, Y2 in t[1], t[2].
     * Where both are the same point, {@code p} is doubled.
     */
    private void chord(long[] p, int po, long[] out, int oo) {
        int h = n;
        int r = 2 * n;
        int x = 3 * n;
        int y = 4 * n;
        f.sub(t, h, t, x, t, h);
        f.sub(t, r, t, y, t, r);
        if (f.isZero(t, h)) {
            if (f.isZero(t, r)) {
                dbl(p, po, out, oo);
            } else {
                setInfinity(out, oo);
            }
            return;
        }
        f.mul(t, 5 * n, t, h, out, oo + 2 * n);
        int hh = 0;
        int hhh = 6 * n;
        f.sqr(t, h, t, hh);
        f.mul(t, hh, t, h, t, hhh);
        f.mul(t, x, t, hh, t, x);
        f.sqr(t, r, t, hh);
        f.sub(t, hh, t, hhh, t, hh);
        f.sub(t, hh, t, x, t, hh);
        f.sub(t, hh, t, x, out, oo);
        f.sub(t, x, out, oo, t, x);
        f.mul(t, r, t, x, t, r);
        f.mul(t, y, t, hhh, t, y);
        f.sub(t, r, t, y, out, oo + n);
    }

    /**
     * {@code [scalar]p} of a Jacobian point, by signed windows of five bits.
     *
     * @param scalar plain limbs, least significant first; any number, not reduced
     */
    public void mul(long[] p, int po, long[] scalar, long[] out, int oo) {
        int size = 3 * n;
        System.arraycopy(p, po, table, 0, size);
        dbl(p, po, sum, 0);
        for (int i = 1; i < TABLE; i++) {
            add(table, (i - 1) * size, sum, 0, table, i * size);
        }
        byte[] digits = SignedDigits.of(scalar, WIDTH);
        setInfinity(sum, 0);
        for (int i = digits.length - 1; i >= 0; i--) {
            dbl(sum, 0, sum, 0);
            int digit = digits[i];
            if (digit > 0) {
                add(sum, 0, table, (digit >> 1) * size, sum, 0);
            } else if (digit < 0) {
                negate(sum, 0);
                add(sum, 0, table, (-digit >> 1) * size, sum, 0);
                negate(sum, 0);
            }
        }
        System.arraycopy(sum, 0, out, oo, size);
    }

    /**
     * {@code [scalar]p} of a Jacobian point, bit by bit: for an unsigned scalar of few set bits.
     */
    public void mulSparse(long[] p, int po, long scalar, long[] out, int oo) {
        System.arraycopy(p, po, table, 0, 3 * n);
        setInfinity(out, oo);
        for (int bit = 63 - Long.numberOfLeadingZeros(scalar); bit >= 0; bit--) {
            dbl(out, oo, out, oo);
            if ((scalar >>> bit & 1) != 0) {
                add(out, oo, table, 0, out, oo);
            }
        }
    }
}
