package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.fuzz.program.Plane.Element;
import io.kaizen.perf.fuzz.program.Plane.Point;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Inputs for the precompiles on BN254 (EIP-196, 197), on BLS12-381 (EIP-2537) and for KZG
 * (EIP-4844).
 */
final class CurveInputs {
    private static final int KZG_POINT = 48;
    private static final Word SCALARS =
            Word.fromHex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    private CurveInputs() {}

    /**
     * How a curve's points are written.
     *
     * @param coordinate bytes of a number
     * @param quadratic whether a coordinate is two numbers
     * @param imaginaryFirst the order of the two
     */
    private record Form(
            CurvePoints curve, int coordinate, boolean quadratic, boolean imaginaryFirst) {
        byte[] zero() {
            return new byte[coordinate * (quadratic ? 4 : 2)];
        }

        byte[] write(Point point) {
            return Fields.join(write(point.x()), write(point.y()));
        }

        private byte[] write(Element e) {
            byte[] re = Fields.number(e.re(), coordinate);
            if (!quadratic) {
                return re;
            }
            byte[] im = Fields.number(e.im(), coordinate);
            return imaginaryFirst ? Fields.join(im, re) : Fields.join(re, im);
        }
    }

    private static final Form BN254_G1 = new Form(CurvePoints.BN254_G1, 32, false, false);
    private static final Form BN254_G2 = new Form(CurvePoints.BN254_G2, 32, true, true);
    private static final Form BLS_G1 = new Form(CurvePoints.BLS_G1, 64, false, false);
    private static final Form BLS_G2 = new Form(CurvePoints.BLS_G2, 64, true, false);

    /**
     * @param outside percent of points that need not be in the group
     */
    private static byte[] point(Form form, Dice dice, int outside) {
        if (dice.oneIn(8)) {
            return form.zero();
        }
        CurvePoints curve = form.curve();
        if (!dice.chance(outside)) {
            return form.write(dice.pick(curve.inGroup()));
        }
        Point point = dice.pick(curve.onCurve());
        Element p = Element.of(curve.plane().prime());
        return form.write(
                switch (dice.below(8)) {
                    // Off the curve, or a coordinate that is not below p.
                    case 0 -> new Point(point.y(), point.x());
                    case 1 -> new Point(raised(point.x(), p), point.y());
                    case 2 -> new Point(point.x(), raised(point.y(), p));
                    case 3 -> new Point(p, p);
                    default -> point;
                });
    }

    private static Element raised(Element e, Element by) {
        return new Element(e.re().add(by.re()), e.im());
    }

    private static byte[] scalar(Dice dice) {
        return switch (dice.below(6)) {
            case 0 -> SCALARS.toArray();
            case 1 -> SCALARS.plus(Word.of(dice.between(-1, 1))).toArray();
            case 2 -> Word.of(dice.below(20)).toArray();
            default -> EdgeWords.pick(dice).toArray();
        };
    }

    static byte[] bn254Add(Dice dice) {
        return Fields.join(point(BN254_G1, dice, 50), point(BN254_G1, dice, 50));
    }

    static byte[] bn254Mul(Dice dice) {
        return Fields.join(point(BN254_G1, dice, 50), scalar(dice));
    }

    static byte[] bn254Pairs(Dice dice) {
        return pairs(dice, BN254_G1, BN254_G2);
    }

    static byte[] blsG1Add(Dice dice) {
        return Fields.join(point(BLS_G1, dice, 50), point(BLS_G1, dice, 50));
    }

    static byte[] blsG2Add(Dice dice) {
        return Fields.join(point(BLS_G2, dice, 50), point(BLS_G2, dice, 50));
    }

    static byte[] blsG1Products(Dice dice) {
        return Fields.repeat(dice, d -> Fields.join(point(BLS_G1, d, 8), scalar(d)));
    }

    static byte[] blsG2Products(Dice dice) {
        return Fields.repeat(dice, d -> Fields.join(point(BLS_G2, d, 8), scalar(d)));
    }

    static byte[] blsPairs(Dice dice) {
        return pairs(dice, BLS_G1, BLS_G2);
    }

    /** Half of the time with a product of one: e(P, Q) e(−P, Q). */
    private static byte[] pairs(Dice dice, Form first, Form second) {
        if (dice.oneIn(2)) {
            return Fields.repeat(dice, d -> Fields.join(point(first, d, 8), point(second, d, 8)));
        }
        Point p = dice.pick(first.curve().inGroup());
        byte[] q = second.write(dice.pick(second.curve().inGroup()));
        byte[] minusP = first.write(first.curve().plane().negate(p));
        return Fields.join(first.write(p), q, minusP, q);
    }

    /** 64 bytes, mostly below p. */
    static byte[] blsCoordinate(Dice dice) {
        BigInteger p = CurvePoints.BLS_G1.plane().prime();
        BigInteger value =
                switch (dice.below(5)) {
                    case 0 -> BigInteger.valueOf(dice.below(3));
                    case 1 -> p.add(BigInteger.valueOf(dice.between(-2, 1)));
                    default -> new BigInteger(1, dice.bytes(48)).mod(p);
                };
        return Fields.number(value, 64);
    }

    /** Of a constant polynomial: the commitment is a multiple of G, the proof infinity. */
    static byte[] pointEvaluation(Dice dice) {
        int constant = dice.below(10);
        byte[] commitment = compressed(constant);
        byte[] hash = sha256(commitment);
        hash[0] = (byte) (dice.oneIn(12) ? dice.below(3) : 1);
        byte[] z = scalar(dice);
        byte[] y = dice.oneIn(6) ? scalar(dice) : Word.of(constant).toArray();
        byte[] proof = compressed(dice.oneIn(8) ? dice.below(4) : 0);
        return Fields.join(hash, z, y, commitment, proof);
    }

    /** The 48-byte form of a multiple of BLS12-381's generator; 0 for infinity. */
    private static byte[] compressed(int multiple) {
        if (multiple == 0) {
            byte[] infinity = new byte[KZG_POINT];
            infinity[0] = (byte) 0xc0;
            return infinity;
        }
        Point point = CurvePoints.BLS_G1.inGroup().get(multiple - 1);
        BigInteger half = CurvePoints.BLS_G1.plane().prime().shiftRight(1);
        byte[] bytes = Fields.number(point.x().re(), KZG_POINT);
        bytes[0] |= (byte) (point.y().re().compareTo(half) > 0 ? 0xa0 : 0x80);
        return bytes;
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
