package io.kaizen.zk.curve;

import io.kaizen.zk.field.Inversion;
import io.kaizen.zk.field.P256Fp;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Verification of ECDSA on P-256 (FIPS 186-5 §6.4.2; SEC 1 §4.1.4). The curve is y² = x³ − 3x + b;
 * its order is prime, so that every point of it is in the group. Holds scratch: one thread.
 * Variable time: signatures and keys are public. Sources of the formulas: Bernstein 2001
 * (doubling), Cohen, Miyaji and Ono 1998 (addition).
 */
public final class P256 {
    /** Bytes of each number of an input. */
    private static final int WORD = 32;

    private static final int N = P256Fp.LIMBS;
    private static final int AFFINE = 2 * N;

    /** Widths of the digits for the generator's multiples, which are kept, and the key's. */
    private static final int GENERATOR_WIDTH = 8;

    private static final int KEY_WIDTH = 5;

    private static final P256Fp F = P256Fp.INSTANCE;
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final Inversion INVERSION = new Inversion(ORDER);
    private static final long[] B =
            element("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static final long[] GENERATOR_MULTIPLES = generatorMultiples();

    private final long[] p = new long[3 * N];
    private final long[] t = new long[4 * N];
    private final long[] key = new long[AFFINE];
    private final long[] affine = new long[AFFINE];
    private final long[] multiples;
    private final long[] jacobians;
    private final long[] products;

    public P256() {
        this(KEY_WIDTH);
    }

    private P256(int width) {
        int count = 1 << (width - 2);
        multiples = new long[count * AFFINE];
        jacobians = new long[count * 3 * N];
        products = new long[(count + 1) * N];
    }

    private static long[] element(String hex) {
        long[] element = new long[N];
        F.set(new BigInteger(hex, 16), element, 0);
        return element;
    }

    private static long[] generatorMultiples() {
        P256 curve = new P256(GENERATOR_WIDTH);
        long[] generator = new long[AFFINE];
        System.arraycopy(
                element("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                0,
                generator,
                0,
                N);
        System.arraycopy(
                element("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
                0,
                generator,
                N,
                N);
        curve.makeMultiples(generator);
        return curve.multiples;
    }

    /**
     * Whether a signature holds. False too where a number is out of its range or the key is not a
     * point of the curve.
     *
     * <pre>
     *   byte   0      32  64  96    128   160
     *          | hash | r | s | q.x | q.y |
     * </pre>
     */
    public boolean verify(byte[] in, int at) {
        BigInteger r = number(in, at + WORD);
        BigInteger s = number(in, at + 2 * WORD);
        if (!isScalar(r) || !isScalar(s) || !readKey(in, at + 3 * WORD)) {
            return false;
        }
        BigInteger inverse = INVERSION.of(s);
        byte[] ofGenerator = digits(number(in, at).multiply(inverse).mod(ORDER), GENERATOR_WIDTH);
        byte[] ofKey = digits(r.multiply(inverse).mod(ORDER), KEY_WIDTH);
        makeMultiples(key);
        sum(ofGenerator, ofKey);
        return !F.isZero(p, 2 * N) && hasAbscissa(r);
    }

    private static BigInteger number(byte[] in, int at) {
        return new BigInteger(1, in, at, WORD);
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }

    private static byte[] digits(BigInteger scalar, int width) {
        long[] limbs = new long[4];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = scalar.shiftRight(64 * i).longValue();
        }
        return SignedDigits.of(limbs, width);
    }

    /** The point at infinity has no encoding: (0, 0) is off the curve. */
    private boolean readKey(byte[] in, int at) {
        if (!F.decode(in, at, key, 0) || !F.decode(in, at + WORD, key, N)) {
            return false;
        }
        // y² = (x² − 3)x + b
        F.setOne(t, N);
        F.addLoose(t, N, t, N, t, 2 * N);
        F.addLoose(t, N, t, 2 * N, t, N);
        F.sqr(key, 0, t, 0);
        F.subLoose(t, 0, t, N, t, 0);
        F.mul(t, 0, key, 0, t, 0);
        F.addLoose(t, 0, B, 0, t, 0);
        F.sqr(key, N, t, N);
        return F.equal(t, 0, t, N);
    }

    /** p = Σ 2^i·(first_i·G + second_i·Q). */
    private void sum(byte[] first, byte[] second) {
        Arrays.fill(p, 0);
        int top = first.length - 1;
        while (top >= 0 && first[top] == 0 && second[top] == 0) {
            top--;
        }
        for (int i = top; i >= 0; i--) {
            dbl();
            if (first[i] != 0) {
                addMultiple(GENERATOR_MULTIPLES, first[i]);
            }
            if (second[i] != 0) {
                addMultiple(multiples, second[i]);
            }
        }
    }

    /** X/Z² is r, or r + n, modulo n: compared without a division. */
    private boolean hasAbscissa(BigInteger r) {
        F.sqr(p, 2 * N, t, 0);
        for (BigInteger x = r; x.compareTo(F.prime()) < 0; x = x.add(ORDER)) {
            F.set(x, t, N);
            F.mul(t, N, t, 0, t, N);
            if (F.equal(t, N, p, 0)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the odd multiples of a point of the curve, affine. */
    private void makeMultiples(long[] point) {
        int count = multiples.length / AFFINE;
        int size = 3 * N;
        // Twice the point, made affine: what is added again and again.
        System.arraycopy(point, 0, p, 0, AFFINE);
        F.setOne(p, 2 * N);
        dbl();
        F.invert(p, 2 * N, t, 0);
        toAffine(p, 0, t, affine, 0);
        System.arraycopy(point, 0, p, 0, AFFINE);
        F.setOne(p, 2 * N);
        F.setOne(products, 0);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                add();
            }
            System.arraycopy(p, 0, jacobians, i * size, size);
            F.mul(products, i * N, p, 2 * N, products, (i + 1) * N);
        }
        // One inversion for all: of the product of the Zs, of which each takes its own part.
        F.invert(products, count * N, key, 0);
        for (int i = count - 1; i >= 0; i--) {
            F.mul(key, 0, products, i * N, t, 0);
            F.mul(key, 0, jacobians, i * size + 2 * N, key, 0);
            toAffine(jacobians, i * size, t, multiples, i * AFFINE);
        }
    }

    /** By the inverse of Z at the scratch's beginning. */
    private static void toAffine(long[] point, int po, long[] inverse, long[] out, int oo) {
        F.sqr(inverse, 0, inverse, N);
        F.mul(point, po, inverse, N, out, oo);
        F.mul(inverse, 0, inverse, N, inverse, N);
        F.mul(point, po + N, inverse, N, out, oo + N);
    }

    /** p = 2p. X and Y come out tight, Z of three units. */
    private void dbl() {
        int beta = 0;
        int gamma = N;
        int delta = 2 * N;
        int alpha = 3 * N;
        F.sqr(p, 2 * N, t, delta);
        F.sqr(p, N, t, gamma);
        F.mul(p, 0, t, gamma, t, beta);
        // alpha = 3(X − delta)(X + delta), with Z's place for the sum.
        F.addLoose(p, N, p, 2 * N, p, 2 * N);
        F.sqr(p, 2 * N, p, 2 * N);
        F.subLoose(p, 2 * N, t, gamma, p, 2 * N);
        F.subLoose(p, 2 * N, t, delta, p, 2 * N);
        F.subLoose(p, 0, t, delta, t, alpha);
        F.addLoose(p, 0, t, delta, p, 0);
        F.mul(t, alpha, p, 0, t, delta);
        F.addLoose(t, delta, t, delta, t, alpha);
        F.addLoose(t, alpha, t, delta, t, alpha);
        F.dblLoose(t, beta, t, beta);
        F.dblLoose(t, beta, t, beta);
        F.sqr(t, alpha, t, delta);
        F.subLoose(t, delta, t, beta, t, delta);
        F.sub(t, delta, t, beta, p, 0);
        F.subLoose(t, beta, p, 0, t, beta);
        F.mul(t, alpha, t, beta, t, alpha);
        F.sqr(t, gamma, t, gamma);
        F.dblLoose(t, gamma, t, gamma);
        F.dblLoose(t, gamma, t, gamma);
        F.dblLoose(t, gamma, t, gamma);
        F.sub(t, alpha, t, gamma, p, N);
    }

    private void addMultiple(long[] points, int digit) {
        int at = (Math.abs(digit) >> 1) * AFFINE;
        F.copy(points, at, affine, 0);
        if (digit > 0) {
            F.copy(points, at + N, affine, N);
        } else {
            F.neg(points, at + N, affine, N);
        }
        add();
    }

    /** p = p + the affine point, whatever they are. */
    private void add() {
        if (F.isZero(p, 2 * N)) {
            System.arraycopy(affine, 0, p, 0, AFFINE);
            F.setOne(p, 2 * N);
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
            if (F.isZero(t, rise)) {
                dbl();
            } else {
                Arrays.fill(p, 0);
            }
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
        F.sub(t, rise, t, hhh, p, N);
    }
}
