package io.kaizen.exec.crypto.lanes;

import static io.kaizen.exec.crypto.lanes.Constants.P;

import io.kaizen.zk.hash.Keccak256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Fixed points of secp256k1, computed once, plainly. */
final class BasePoints {
    private static final BigInteger SEVEN = BigInteger.valueOf(7);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    /** SEC 2, §2.4.1. */
    static final Point GENERATOR =
            new Point(
                    new BigInteger(
                            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16),
                    new BigInteger(
                            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
                            16));

    /**
     * Where the sums start: the first point whose abscissa comes from hashing this text, so that
     * nobody knows its logarithm.
     */
    static final Point START = hashed("Kaizen: the start of eight sums");

    private BasePoints() {}

    /** Not at infinity; coordinates in [0, p). */
    record Point(BigInteger x, BigInteger y) {
        /** 2^times · this, for a point of the group, which has no point of order 2. */
        Point doubled(int times) {
            Point point = this;
            for (int i = 0; i < times; i++) {
                BigInteger slope =
                        point.x.pow(2).multiply(THREE).multiply(point.y.shiftLeft(1).modInverse(P));
                BigInteger x3 = slope.pow(2).subtract(point.x.shiftLeft(1)).mod(P);
                BigInteger y3 = slope.multiply(point.x.subtract(x3)).subtract(point.y).mod(P);
                point = new Point(x3, y3);
            }
            return point;
        }

        Point negated() {
            return new Point(x, P.subtract(y));
        }
    }

    private static Point hashed(String text) {
        byte[] digest = Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
        BigInteger root = P.add(BigInteger.ONE).shiftRight(2);
        while (true) {
            BigInteger x = new BigInteger(1, digest).mod(P);
            BigInteger square = x.pow(3).add(SEVEN).mod(P);
            BigInteger y = square.modPow(root, P);
            if (y.pow(2).mod(P).equals(square)) {
                return new Point(x, y);
            }
            digest = Keccak256.hash(digest);
        }
    }
}
