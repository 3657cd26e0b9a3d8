package io.kaizen.zk.curve;

import io.kaizen.zk.field.Bn254Fp;
import io.kaizen.zk.field.Bn254Fp2;
import java.math.BigInteger;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Points of BN254's twist by trial, which are in the group with probability 2^-254. */
public final class TwistPoints {
    private static final int N = Bn254Fp2.LIMBS;

    private TwistPoints() {}

    /** An affine point. */
    public static long[] random(Bn254G2 g2, Random random) {
        Bn254Fp2 f2 = Bn254.quadratic();
        BigInteger p = Bn254.BASE.prime();
        long[] point = new long[2 * N];
        long[] b = new long[2 * N];
        long[] generator = new long[2 * N];
        g2.generator(generator, 0);
        // b = y² − x³ at the generator.
        f2.sqr(generator, N, b, 0);
        f2.sqr(generator, 0, b, N);
        f2.mul(b, N, generator, 0, b, N);
        f2.sub(b, 0, b, N, b, 0);
        while (true) {
            f2.set(new BigInteger(300, random), new BigInteger(300, random), point, 0);
            f2.sqr(point, 0, b, N);
            f2.mul(b, N, point, 0, b, N);
            f2.add(b, N, b, 0, b, N);
            BigInteger a0 = Bn254.BASE.get(b, N);
            BigInteger a1 = Bn254.BASE.get(b, N + Bn254Fp.LIMBS);
            BigInteger norm = root(a0.multiply(a0).add(a1.multiply(a1)).mod(p));
            if (norm == null) {
                continue;
            }
            BigInteger half = BigInteger.TWO.modInverse(p);
            BigInteger y0 = root(a0.add(norm).multiply(half).mod(p));
            if (y0 == null) {
                y0 = root(a0.subtract(norm).multiply(half).mod(p));
            }
            if (y0 == null) {
                continue;
            }
            f2.set(y0, a1.multiply(half).multiply(y0.modInverse(p)).mod(p), point, N);
            return point;
        }
    }

    private static @Nullable BigInteger root(BigInteger a) {
        BigInteger p = Bn254.BASE.prime();
        BigInteger root = a.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        return root.multiply(root).mod(p).equals(a) ? root : null;
    }
}
