package io.kaizen.exec.precompile;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a curve precompile refused its input, as geth words it. Looks once more, and slowly, at what
 * {@link Precompile#run} refused: for messages alone. Pure.
 */
final class Refusal {
    static final String LENGTH = "invalid input length";
    private static final String TOP_BYTES = "invalid field element top bytes";
    private static final String ENCODING = "invalid fp.Element encoding";

    private static final Curve BN254 =
            new Curve(
                    new BigInteger(
                            "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16),
                    32,
                    new Pair(BigInteger.valueOf(3), BigInteger.ZERO),
                    // 3 / (9 + u)
                    new Pair(
                            new BigInteger(
                                    "2b149d40ceb8aaae81be18991be06ac3"
                                            + "b5b4c5e559dbefa33267e6dc24a138e5",
                                    16),
                            new BigInteger(
                                    "009713b03af0fed4cd2cafadeed8fdf4"
                                            + "a74fa084e52d1852e4a2bd0685c315d2",
                                    16)),
                    "point is not on curve");
    private static final Curve BLS =
            new Curve(
                    new BigInteger(
                            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
                                    + "1eabfffeb153ffffb9feffffffffaaab",
                            16),
                    64,
                    new Pair(BigInteger.valueOf(4), BigInteger.ZERO),
                    new Pair(BigInteger.valueOf(4), BigInteger.valueOf(4)),
                    "invalid point: not on curve");

    static final Rule BN254_G1 = (in, at) -> point(BN254, in, at, 0, 0);
    // EIP-197 has the imaginary part first.
    static final Rule BN254_G2 = (in, at) -> point(BN254, in, at, 1, 0);
    static final Rule BLS_FIELD = (in, at) -> field(BLS, in, at);
    static final Rule BLS_G1 = (in, at) -> point(BLS, in, at, 0, 0);
    static final Rule BLS_G2 = (in, at) -> point(BLS, in, at, 0, 1);
    static final Rule BLS_G1_GROUP =
            (in, at) -> group(new BlsG1Msm(), in, at, 128, "g1 point is not on correct subgroup");
    static final Rule BLS_G2_GROUP =
            (in, at) -> group(new BlsG2Msm(), in, at, 256, "g2 point is not on correct subgroup");

    private Refusal() {}

    /** What must hold at a place of the input. */
    @FunctionalInterface
    interface Rule {
        /** Why it does not hold; null where it does. */
        @Nullable String broken(byte[] in, int at);
    }

    /** A rule, and where in a term what it is about begins. */
    record Place(int at, Rule rule) {}

    /** An element a + b·u of Fp2, u² = -1; b is zero in Fp. */
    private record Pair(BigInteger a, BigInteger b) {
        Pair times(Pair o, BigInteger p) {
            return new Pair(
                    a.multiply(o.a).subtract(b.multiply(o.b)).mod(p),
                    a.multiply(o.b).add(b.multiply(o.a)).mod(p));
        }
    }

    /**
     * y² = x³ + b over Fp, and over Fp2.
     *
     * @param width bytes of an encoded number
     */
    private record Curve(BigInteger p, int width, Pair b1, Pair b2, String offCurve) {
        boolean contains(Pair x, Pair y, Pair b) {
            Pair cube = x.times(x, p).times(x, p);
            Pair square = y.times(y, p);
            return square.a().equals(cube.a().add(b.a()).mod(p))
                    && square.b().equals(cube.b().add(b.b()).mod(p));
        }
    }

    /**
     * The first rule that is broken, term by term; {@link #LENGTH} for an input that is no whole
     * number of terms, and not at least one.
     */
    static String of(byte[] input, int offset, int size, int termBytes, List<Place> places) {
        if (size == 0 || size % termBytes != 0) {
            return LENGTH;
        }
        for (int term = offset; term < offset + size; term += termBytes) {
            for (Place place : places) {
                String broken = place.rule().broken(input, term + place.at());
                if (broken != null) {
                    return broken;
                }
            }
        }
        throw new IllegalArgumentException("an input that nothing is wrong with");
    }

    private static @Nullable String field(Curve curve, byte[] in, int at) {
        int padding = curve.width() - (curve.p().bitLength() + 7) / 8;
        for (int i = 0; i < padding; i++) {
            if (in[at + i] != 0) {
                return TOP_BYTES;
            }
        }
        return number(curve, in, at).compareTo(curve.p()) < 0 ? null : ENCODING;
    }

    private static BigInteger number(Curve curve, byte[] in, int at) {
        return new BigInteger(1, in, at, curve.width());
    }

    /** A point of Fp where both indices are 0, else of Fp2 with its parts in this order. */
    private static @Nullable String point(Curve curve, byte[] in, int at, int real, int imaginary) {
        boolean extended = real != imaginary;
        int numbers = extended ? 4 : 2;
        int width = curve.width();
        if (isZero(in, at, numbers * width)) {
            return null;
        }
        for (int i = 0; i < numbers; i++) {
            String broken = field(curve, in, at + i * width);
            if (broken != null) {
                return broken;
            }
        }
        int step = extended ? 2 * width : width;
        Pair x = pair(curve, in, at, real, imaginary);
        Pair y = pair(curve, in, at + step, real, imaginary);
        Pair b = extended ? curve.b2() : curve.b1();
        return curve.contains(x, y, b) ? null : curve.offCurve();
    }

    private static Pair pair(Curve curve, byte[] in, int at, int real, int imaginary) {
        int width = curve.width();
        boolean extended = real != imaginary;
        return new Pair(
                number(curve, in, at + real * width),
                extended ? number(curve, in, at + imaginary * width) : BigInteger.ZERO);
    }

    private static boolean isZero(byte[] in, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (in[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a point of the curve is of the group: whether it may be multiplied. */
    private static @Nullable String group(
            Precompile multiply, byte[] in, int at, int pointBytes, String refusal) {
        byte[] term = Arrays.copyOf(Arrays.copyOfRange(in, at, at + pointBytes), pointBytes + 32);
        return multiply.run(term, 0, term.length) == null ? refusal : null;
    }
}
