package io.kaizen.perf.fuzz.program;

import io.kaizen.perf.fuzz.program.Plane.Element;
import io.kaizen.perf.fuzz.program.Plane.Point;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Points for the precompiles' inputs: in the group, on the curve but outside it, and off the curve
 * (EIP-196, 197, 2537, 7951). Constants; any thread.
 *
 * @param inGroup small multiples of the generator and of its negation
 * @param onCurve points with the smallest x, outside the group where the cofactor is not one
 */
record CurvePoints(Plane plane, List<Point> inGroup, List<Point> onCurve) {
    private static final int COUNT = 12;

    private static final BigInteger BN254_P =
            new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);
    private static final BigInteger BLS_P =
            new BigInteger(
                    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ff"
                            + "ffb9feffffffffaaab",
                    16);
    private static final BigInteger P256_P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

    static final CurvePoints BN254_G1 =
            of(
                    new Plane(BN254_P, Element.of(0), Element.of(3)),
                    new Point(Element.of(1), Element.of(2)));

    static final CurvePoints BN254_G2 =
            of(
                    new Plane(BN254_P, Element.of(0), bn254TwistB()),
                    new Point(
                            Element.hex(
                                    "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed",
                                    "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"),
                            Element.hex(
                                    "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
                                    "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")));

    static final CurvePoints BLS_G1 =
            of(
                    new Plane(BLS_P, Element.of(0), Element.of(4)),
                    new Point(
                            Element.hex(
                                    "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
                                            + "6c55e83ff97a1aeffb3af00adb22c6bb"),
                            Element.hex(
                                    "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3ed"
                                            + "d03cc744a2888ae40caa232946c5e7e1")));

    static final CurvePoints BLS_G2 =
            of(
                    new Plane(
                            BLS_P,
                            Element.of(0),
                            new Element(BigInteger.valueOf(4), BigInteger.valueOf(4))),
                    new Point(
                            Element.hex(
                                    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d177"
                                            + "0bac0326a805bbefd48056c8c121bdb8",
                                    "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
                                            + "334cf11213945d57e5ac7d055d042b7e"),
                            Element.hex(
                                    "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c"
                                            + "923ac9cc3baca289e193548608b82801",
                                    "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab"
                                            + "3f370d275cec1da1aaa9075ff05f79be")));

    static final CurvePoints P256 =
            of(
                    new Plane(
                            P256_P,
                            Element.of(P256_P.subtract(BigInteger.valueOf(3))),
                            Element.hex(
                                    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")),
                    new Point(
                            Element.hex(
                                    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                            Element.hex(
                                    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")));

    /** The order of P-256's group. */
    static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static CurvePoints of(Plane plane, Point generator) {
        if (!plane.contains(generator)) {
            throw new IllegalStateException("generator is not on its curve");
        }
        List<Point> group = new ArrayList<>(plane.multiples(generator, COUNT));
        for (Point point : List.copyOf(group)) {
            group.add(plane.negate(point));
        }
        boolean quadratic = generator.x().im().signum() != 0;
        return new CurvePoints(plane, List.copyOf(group), plane.first(quadratic, COUNT));
    }

    /** 3 / (9 + i). */
    private static Element bn254TwistB() {
        Plane field = new Plane(BN254_P, Element.of(0), Element.of(0));
        Element residue = new Element(BigInteger.valueOf(9), BigInteger.ONE);
        return field.times(Element.of(3), field.inverse(residue));
    }
}
