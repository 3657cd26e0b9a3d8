package io.kaizen.zk.field;

/**
 * Fp2[v]/(v³ − ξ) over BN254's coordinates: {@code c0 | c1 | c2}. Factors may be sums of two tight
 * elements; what comes out is tight unless the name says otherwise. Holds scratch: one thread.
 * Variable time.
 */
public final class Fp6 {
    private final Bn254Fp2 f;
    private final int n;
    private final long[] t;

    public Fp6(Bn254Fp2 base) {
        f = base;
        n = base.limbs();
        t = new long[7 * n];
    }

    public int limbs() {
        return 3 * n;
    }

    public void add(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        f.add(a, ao, b, bo, out, oo);
        f.add(a, ao + n, b, bo + n, out, oo + n);
        f.add(a, ao + 2 * n, b, bo + 2 * n, out, oo + 2 * n);
    }

    public void sub(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        f.sub(a, ao, b, bo, out, oo);
        f.sub(a, ao + n, b, bo + n, out, oo + n);
        f.sub(a, ao + 2 * n, b, bo + 2 * n, out, oo + 2 * n);
    }

    /** As {@link UnsaturatedField#addLoose}. */
    public void addLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        f.addLoose(a, ao, b, bo, out, oo);
        f.addLoose(a, ao + n, b, bo + n, out, oo + n);
        f.addLoose(a, ao + 2 * n, b, bo + 2 * n, out, oo + 2 * n);
    }

    /** As {@link UnsaturatedField#subLoose}. */
    public void subLoose(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        f.subLoose(a, ao, b, bo, out, oo);
        f.subLoose(a, ao + n, b, bo + n, out, oo + n);
        f.subLoose(a, ao + 2 * n, b, bo + 2 * n, out, oo + 2 * n);
    }

    public void neg(long[] a, int ao, long[] out, int oo) {
        f.neg(a, ao, out, oo);
        f.neg(a, ao + n, out, oo + n);
        f.neg(a, ao + 2 * n, out, oo + 2 * n);
    }

    /** By v: (ξ·c2, c0, c1). */
    public void mulV(long[] a, int ao, long[] out, int oo) {
        f.mulResidue(a, ao + 2 * n, t, 0);
        f.copy(a, ao + n, out, oo + 2 * n);
        f.copy(a, ao, t, n);
        f.copy(t, n, out, oo + n);
        f.copy(t, 0, out, oo);
    }

    /** Karatsuba: six products of Fp2. */
    public void mul(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        int v0 = 0;
        int v1 = n;
        int v2 = 2 * n;
        f.mul(a, ao, b, bo, t, v0);
        f.mul(a, ao + n, b, bo + n, t, v1);
        f.mul(a, ao + 2 * n, b, bo + 2 * n, t, v2);
        int c0 = 3 * n;
        int c1 = 4 * n;
        int c2 = 5 * n;
        cross(a, ao + n, ao + 2 * n, b, bo + n, bo + 2 * n, c0, v1, v2);
        f.mulResidue(t, c0, t, c0);
        cross(a, ao, ao + n, b, bo, bo + n, c1, v0, v1);
        cross(a, ao, ao + 2 * n, b, bo, bo + 2 * n, c2, v0, v2);
        f.add(t, c0, t, v0, out, oo);
        f.mulResidue(t, v2, t, v2);
        f.add(t, c1, t, v2, out, oo + n);
        f.add(t, c2, t, v1, out, oo + 2 * n);
    }

    /** t[to] = (a_i + a_j)(b_i + b_j) − t[x] − t[y] = a_i·b_j + a_j·b_i, loose: three units. */
    private void cross(long[] a, int ai, int aj, long[] b, int bi, int bj, int to, int x, int y) {
        f.addLoose(a, ai, a, aj, t, to);
        f.addLoose(b, bi, b, bj, t, 6 * n);
        f.mul(t, to, t, 6 * n, t, to);
        f.subLoose(t, to, t, x, t, to);
        f.subLoose(t, to, t, y, t, to);
    }

    /** By b0 + b1·v, given b0 at {@code bo} and b1 at {@code bo + n}: five products. */
    public void mulSparse(long[] a, int ao, long[] b, int bo, long[] out, int oo) {
        int v0 = 0;
        int v1 = n;
        int c0 = 3 * n;
        int c1 = 4 * n;
        int c2 = 5 * n;
        f.mul(a, ao, b, bo, t, v0);
        f.mul(a, ao + n, b, bo + n, t, v1);
        f.mul(a, ao + 2 * n, b, bo + n, t, c0);
        f.mulResidue(t, c0, t, c0);
        cross(a, ao, ao + n, b, bo, bo + n, c1, v0, v1);
        f.mul(a, ao + 2 * n, b, bo, t, c2);
        f.add(t, c0, t, v0, out, oo);
        f.tighten(t, c1, out, oo + n);
        f.add(t, c2, t, v1, out, oo + 2 * n);
    }

    /** By an element of Fp2. */
    public void scale(long[] a, int ao, long[] k, int ko, long[] out, int oo) {
        f.mul(a, ao, k, ko, t, 0);
        f.mul(a, ao + n, k, ko, t, n);
        f.mul(a, ao + 2 * n, k, ko, out, oo + 2 * n);
        f.copy(t, 0, out, oo);
        f.copy(t, n, out, oo + n);
    }

    /**
     * With A = c0² − ξ·c1·c2, B = ξ·c2² − c0·c1, C = c1² − c0·c2 the inverse is (A, B, C) / (c0·A +
     * ξ·(c2·B + c1·C)).
     */
    public void invert(long[] a, int ao, long[] out, int oo) {
        int c1 = ao + n;
        int c2 = ao + 2 * n;
        int x = 0;
        int y = n;
        int z = 2 * n;
        int s = 3 * n;
        f.sqr(a, ao, t, x);
        f.mul(a, c1, a, c2, t, s);
        f.mulResidue(t, s, t, s);
        f.sub(t, x, t, s, t, x);
        f.sqr(a, c2, t, y);
        f.mulResidue(t, y, t, y);
        f.mul(a, ao, a, c1, t, s);
        f.sub(t, y, t, s, t, y);
        f.sqr(a, c1, t, z);
        f.mul(a, ao, a, c2, t, s);
        f.sub(t, z, t, s, t, z);
        int d = 4 * n;
        f.mul(a, c2, t, y, t, d);
        f.mul(a, c1, t, z, t, s);
        f.add(t, d, t, s, t, d);
        f.mulResidue(t, d, t, d);
        f.mul(a, ao, t, x, t, s);
        f.add(t, d, t, s, t, d);
        f.invert(t, d, t, d);
        f.mul(t, x, t, d, out, oo);
        f.mul(t, y, t, d, out, oo + n);
        f.mul(t, z, t, d, out, oo + 2 * n);
    }
}
