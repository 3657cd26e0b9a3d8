package io.kaizen.zk.bls;

import io.kaizen.zk.curve.JacobianCurve;
import io.kaizen.zk.field.CoordinateField;
import io.kaizen.zk.field.Field384;
import io.kaizen.zk.field.Fp2;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Maps of a field element to a point of the group: RFC 9380's simplified SWU map (§6.6.2) to an
 * isogenous curve, the isogeny (§6.6.3) and the cofactor's clearing (§8.8.1, appendix G.3). x is
 * kept affine: one inversion for SWU and one for the isogeny. One thread's scratch; the static
 * entry points have one a thread. Variable time.
 */
public final class BlsMap {
    private static final Field384 F = BlsCurves.F;
    private static final int N = BlsCurves.N;
    private static final BigInteger P = F.prime();

    /** (p − 3) / 4: for a not 0, a^((p+1)/4) is a times this power. */
    private static final BigInteger ROOT_EXPONENT = P.shiftRight(2);

    private static final long[] HALF = half();
    private static final ThreadLocal<BlsMap> SCRATCH = ThreadLocal.withInitial(BlsMap::new);

    private final Fp2 f2 = new Fp2(F, 1);
    private final long[][] isogenyG1 = BlsIsogenies.g1(F);
    private final long[][] isogenyG2 = BlsIsogenies.g2(F);
    private final Isogenous e1;
    private final Isogenous e2;

    /** √(−11), with Z = 11. */
    private final long[] rootG1 = new long[N];

    /** 1/ξ^((p−1)/3) and 1/ξ^((p−1)/2) with ξ = 1 + i: ψ of this twist. */
    private final long[] psiX = new long[2 * N];

    private final long[] psiY = new long[2 * N];
    private final long[] u = new long[2 * N];
    private final long[] point = new long[4 * N];
    private final long[] image = new long[4 * N];
    private final long[] p = new long[6 * N];
    private final long[] w = new long[6 * N];
    private final long[] sum = new long[6 * N];
    private final long[] t = new long[12 * N];

    private BlsMap() {
        e1 =
                new Isogenous(
                        F,
                        number(
                                "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8"
                                        + "e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d"),
                        number(
                                "12e2908d11688030018b12e8753eee3b2016c1f0f24f4070"
                                        + "a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0"),
                        number("b"));
        e2 = new Isogenous(f2, complex(0, 240), complex(1012, 1012), complex(-2, -1));
        F.neg(e1.z, 0, rootG1, 0);
        F.pow(rootG1, 0, ROOT_EXPONENT.add(BigInteger.ONE), rootG1, 0);
        long[] xi = complex(1, 1);
        f2.invert(xi, 0, xi, 0);
        BigInteger order = P.subtract(BigInteger.ONE);
        f2.pow(xi, 0, order.divide(BigInteger.valueOf(3)), psiX, 0);
        f2.pow(xi, 0, order.shiftRight(1), psiY, 0);
    }

    private static long[] number(String hex) {
        long[] out = new long[N];
        F.set(new BigInteger(hex, 16), out, 0);
        return out;
    }

    private static long[] complex(long real, long imaginary) {
        long[] out = new long[2 * N];
        F.set(BigInteger.valueOf(real), out, 0);
        F.set(BigInteger.valueOf(imaginary), out, N);
        return out;
    }

    /** A curve y² = x³ + a·x + b and the map's non-square z. */
    private static final class Isogenous {
        final CoordinateField f;
        final long[] a;
        final long[] b;
        final long[] z;

        Isogenous(CoordinateField f, long[] a, long[] b, long[] z) {
            this.f = f;
            this.a = a;
            this.b = b;
            this.z = z;
        }
    }

    /** The point of G1, encoded, of one padded element of Fp; null where it is not below p. */
    public static byte @Nullable [] toG1(byte[] in, int at) {
        return SCRATCH.get().mapG1(in, at);
    }

    /** The point of G2, encoded, of {@code c0 | c1}, padded; null where one is not below p. */
    public static byte @Nullable [] toG2(byte[] in, int at) {
        return SCRATCH.get().mapG2(in, at);
    }

    private byte @Nullable [] mapG1(byte[] in, int at) {
        if (!BlsCurves.decode(in, at, u, 0)) {
            return null;
        }
        candidates(e1);
        // point: x1 | g(x1); t: Z·u² | x2
        F.pow(point, N, ROOT_EXPONENT, t, 2 * N);
        F.mul(t, 2 * N, point, N, t, 2 * N);
        F.sqr(t, 2 * N, t, 3 * N);
        if (!F.equal(t, 3 * N, point, N)) {
            // g(x2) = Z³u⁶·g(x1), and −g(x1) is a square: its root is Z·u³·√(−Z)·√(−g(x1)).
            F.copy(t, N, point, 0);
            F.mul(t, 2 * N, rootG1, 0, t, 2 * N);
            F.mul(t, 2 * N, u, 0, t, 2 * N);
            F.mul(t, 2 * N, t, 0, t, 2 * N);
        }
        F.copy(t, 2 * N, point, N);
        if (F.parity(point, N) != F.parity(u, 0)) {
            F.neg(point, N, point, N);
        }
        follow(F, isogenyG1);
        // The points are of any order: our own curve, not blst. 1 − x, with x negative.
        JacobianCurve curve = BlsCurves.scratch().g1;
        curve.fromAffine(point, 0, p, 0);
        curve.mulSparse(p, 0, BlsCurves.X_ABSOLUTE + 1, sum, 0);
        return BlsG1.encode(sum);
    }

    private byte @Nullable [] mapG2(byte[] in, int at) {
        if (!BlsCurves.decode(in, at, u, 0) || !BlsCurves.decode(in, at + BlsCurves.PADDED, u, N)) {
            return null;
        }
        candidates(e2);
        if (!root(point, 2 * N)) {
            // g(x2) = (Z·u²)³·g(x1)
            f2.copy(t, 2 * N, point, 0);
            f2.sqr(t, 0, t, 4 * N);
            f2.mul(t, 4 * N, t, 0, t, 4 * N);
            f2.mul(point, 2 * N, t, 4 * N, point, 2 * N);
            if (!root(point, 2 * N)) {
                throw new IllegalStateException("neither candidate of the SWU map is on the curve");
            }
        }
        if (sign(point, 2 * N) != sign(u, 0)) {
            f2.neg(point, 2 * N, point, 2 * N);
        }
        follow(f2, isogenyG2);
        clearG2();
        return BlsG2.encode(sum);
    }

    /**
     * With n the limbs of an element, point becomes x1 | x1³ + a·x1 + b and t becomes z·u² | x2
     * with x1 = −(b/a)(1 + 1/(z²u⁴ + z·u²)), or b/(z·a) where that divides by zero, and x2 =
     * z·u²·x1.
     */
    private void candidates(Isogenous e) {
        CoordinateField f = e.f;
        int n = f.limbs();
        f.sqr(u, 0, t, 0);
        f.mul(t, 0, e.z, 0, t, 0);
        f.sqr(t, 0, t, n);
        f.add(t, n, t, 0, t, n);
        f.setOne(t, 2 * n);
        f.add(t, 2 * n, t, n, t, 2 * n);
        f.mul(t, 2 * n, e.b, 0, t, 2 * n);
        if (f.isZero(t, n)) {
            f.mul(e.a, 0, e.z, 0, t, n);
        } else {
            f.mul(t, n, e.a, 0, t, n);
            f.neg(t, n, t, n);
        }
        f.invert(t, n, t, n);
        f.mul(t, 2 * n, t, n, point, 0);
        f.sqr(point, 0, point, n);
        f.add(point, n, e.a, 0, point, n);
        f.mul(point, n, point, 0, point, n);
        f.add(point, n, e.b, 0, point, n);
        f.mul(t, 0, point, 0, t, n);
    }

    /** Replaces the affine point by its image; where that is at infinity, by zeros. */
    private void follow(CoordinateField f, long[][] maps) {
        int n = f.limbs();
        int[] value = {0, n, 2 * n, 3 * n};
        for (int i = 0; i < 4; i++) {
            horner(f, maps[i], value[i]);
        }
        f.mul(t, value[1], t, value[3], t, 4 * n);
        f.invert(t, 4 * n, t, 4 * n);
        f.mul(t, value[0], t, value[3], t, value[0]);
        f.mul(t, value[2], t, value[1], t, value[2]);
        f.mul(t, value[2], point, n, t, value[2]);
        f.mul(t, value[0], t, 4 * n, point, 0);
        f.mul(t, value[2], t, 4 * n, point, n);
    }

    /** t[to] becomes the polynomial's value at the point's x. */
    private void horner(CoordinateField f, long[] polynomial, int to) {
        int n = f.limbs();
        int at = polynomial.length - n;
        f.copy(polynomial, at, t, to);
        while (at > 0) {
            at -= n;
            f.mul(t, to, point, 0, t, to);
            f.add(t, to, polynomial, at, t, to);
        }
    }

    /**
     * Replaces an element of Fp2 by a root of it; false, and nothing changed, where it is no
     * square. With s² = a0² + a1² and c = (a0 + s)/2, one of c and (a0 − s)/2 = −a1²/4c is a
     * square: a root is √c + a1/(2√c)·i, or, with r² = −c, a1/(2r) + r·i.
     */
    private boolean root(long[] a, int ao) {
        int norm = 6 * N;
        int s = 7 * N;
        int e = 8 * N;
        int r = 9 * N;
        f2.norm(a, ao, t, norm);
        F.pow(t, norm, ROOT_EXPONENT, t, s);
        F.mul(t, s, t, norm, t, s);
        F.sqr(t, s, t, e);
        if (!F.equal(t, e, t, norm)) {
            return false;
        }
        F.add(t, s, a, ao, t, s);
        halve(t, s);
        if (F.isZero(t, s)) {
            // Then a1 = 0, and c is a0 for the other sign of s.
            F.copy(a, ao, t, s);
        }
        F.pow(t, s, ROOT_EXPONENT, t, e);
        F.mul(t, e, t, s, t, r);
        F.sqr(t, r, t, norm);
        // e·r = ±1: 1/r is e, or −e where r² = −c.
        F.mul(t, e, a, ao + N, t, e);
        halve(t, e);
        if (F.equal(t, norm, t, s)) {
            F.copy(t, r, a, ao);
            F.copy(t, e, a, ao + N);
        } else {
            F.neg(t, e, a, ao);
            F.copy(t, r, a, ao + N);
        }
        return true;
    }

    private static void halve(long[] a, int ao) {
        F.mul(a, ao, HALF, 0, a, ao);
    }

    private static long[] half() {
        long[] out = new long[N];
        F.set(BigInteger.TWO.modInverse(P), out, 0);
        return out;
    }

    /** sgn0 of RFC 9380, §4.1. */
    private int sign(long[] a, int ao) {
        return F.isZero(a, ao) ? F.parity(a, ao + N) : F.parity(a, ao);
    }

    /**
     * [x² − x − 1]P + [x − 1]ψ(P) + ψ²(2P), with the negative parameter x: for w = [−x]P − ψ(P) it
     * is [−x]w + w − P + 2ψ²(P).
     */
    private void clearG2() {
        JacobianCurve curve = BlsCurves.scratch().g2;
        curve.fromAffine(point, 0, p, 0);
        curve.mulSparse(p, 0, BlsCurves.X_ABSOLUTE, w, 0);
        curve.negate(point, 0);
        psi(point);
        curve.addMixed(w, 0, image, 0, w, 0);
        // The point is −P now, and its image −ψ(P).
        curve.negate(image, 0);
        psi(image);
        curve.fromAffine(image, 0, sum, 0);
        curve.dbl(sum, 0, sum, 0);
        curve.addMixed(sum, 0, point, 0, sum, 0);
        curve.add(sum, 0, w, 0, sum, 0);
        curve.mulSparse(w, 0, BlsCurves.X_ABSOLUTE, p, 0);
        curve.add(sum, 0, p, 0, sum, 0);
    }

    /** Writes ψ of an affine point to the image. */
    private void psi(long[] from) {
        f2.conjugate(from, 0, image, 0);
        f2.mul(image, 0, psiX, 0, image, 0);
        f2.conjugate(from, 2 * N, image, 2 * N);
        f2.mul(image, 2 * N, psiY, 0, image, 2 * N);
    }
}
