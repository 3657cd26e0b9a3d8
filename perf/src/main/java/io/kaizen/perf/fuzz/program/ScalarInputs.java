package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.fuzz.program.Plane.Point;
import java.math.BigInteger;
import java.util.Arrays;

/** Inputs for hashes, signatures, MODEXP and BLAKE2F. */
final class ScalarInputs {
    private ScalarInputs() {}

    /** Around the block sizes of SHA-256 and RIPEMD-160, and any. */
    static byte[] hashed(Dice dice) {
        int length =
                dice.chance(50)
                        ? dice.pick(0, 1, 31, 32, 33, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127)
                        : dice.below(400);
        return dice.bytes(length);
    }

    /** digest, v, r, s. */
    static byte[] recovery(Dice dice) {
        byte[] digest = dice.bytes(32);
        byte[] key = dice.bytes(32);
        key[0] &= 0x7f;
        key[31] |= 1;
        Signature signature = Secp256k1.sign(digest, key);
        Word s = signature.s();
        Word parity = signature.yParity();
        if (dice.oneIn(4)) {
            // The other half: valid here, unlike in a transaction (EIP-2).
            s = Secp256k1.ORDER.minus(s);
            parity = Word.ONE.minus(parity);
        }
        Word r = dice.oneIn(8) ? scalarEdge(dice) : signature.r();
        Word v = Word.of(27).plus(dice.oneIn(8) ? Word.of(dice.between(-28, 3)) : parity);
        byte[] tail = (dice.oneIn(8) ? scalarEdge(dice) : s).toArray();
        return Fields.join(digest, v.toArray(), r.toArray(), tail);
    }

    private static Word scalarEdge(Dice dice) {
        return switch (dice.below(5)) {
            case 0 -> Word.ZERO;
            case 1 -> Secp256k1.ORDER;
            case 2 -> Secp256k1.ORDER.minus(Word.ONE);
            case 3 -> Secp256k1.HALF_ORDER;
            default -> Word.ONE;
        };
    }

    static byte[] modExp(Dice dice) {
        int base = operandLength(dice);
        int exponent = dice.chance(80) ? dice.below(40) : operandLength(dice);
        int modulus = operandLength(dice);
        int end = base + exponent;
        byte[] body = dice.bytes(end + modulus);
        switch (dice.below(8)) {
            case 0 -> Arrays.fill(body, end, body.length, (byte) 0);
            case 1 -> Arrays.fill(body, base, end, (byte) 0);
            case 2 -> Arrays.fill(body, 0, base, (byte) 0);
            case 3 -> Arrays.fill(body, end, Math.max(end, body.length - 1), (byte) 0);
            case 4 -> Arrays.fill(body, base, Math.max(base, end - 1), (byte) 0);
            default -> {}
        }
        return Fields.join(length(base, dice), length(exponent, dice), length(modulus, dice), body);
    }

    private static int operandLength(Dice dice) {
        return switch (dice.below(12)) {
            case 0, 1 -> dice.pick(0, 1, 31, 32, 33, 63, 64, 65);
            case 2 -> dice.pick(127, 128, 255, 256, 1023, 1024, 1025);
            default -> dice.below(48);
        };
    }

    /** Seldom another length than the true one, up to absurd ones. */
    private static byte[] length(int length, Dice dice) {
        return (dice.oneIn(25) ? EdgeWords.pick(dice) : Word.of(length)).toArray();
    }

    /** rounds, h, m, t, flag. */
    static byte[] blake2(Dice dice) {
        int rounds = dice.chance(80) ? dice.below(16) : dice.below(3000);
        byte[] flag = {(byte) (dice.chance(85) ? dice.below(2) : dice.below(256))};
        byte[] count = Fields.number(BigInteger.valueOf(rounds), 4);
        return Fields.join(count, dice.bytes(208), flag);
    }

    /** digest, r, s, x, y: an ECDSA signature with small keys and nonces. */
    static byte[] p256(Dice dice) {
        BigInteger order = CurvePoints.P256_ORDER;
        CurvePoints curve = CurvePoints.P256;
        int key = 1 + dice.below(12);
        int nonce = 1 + dice.below(12);
        byte[] digest = dice.bytes(32);
        Point r = curve.inGroup().get(nonce - 1);
        BigInteger rx = r.x().re().mod(order);
        BigInteger s =
                BigInteger.valueOf(nonce)
                        .modInverse(order)
                        .multiply(
                                new BigInteger(1, digest).add(rx.multiply(BigInteger.valueOf(key))))
                        .mod(order);
        if (dice.oneIn(4)) {
            s = order.subtract(s);
        }
        Point publicKey = curve.inGroup().get(key - 1);
        byte[] first = dice.oneIn(12) ? orderEdge(dice) : Fields.number(rx, 32);
        byte[] second = dice.oneIn(12) ? orderEdge(dice) : Fields.number(s, 32);
        byte[] x = Fields.number(publicKey.x().re(), 32);
        byte[] y = Fields.number(publicKey.y().re(), 32);
        return Fields.join(digest, first, second, x, y);
    }

    private static byte[] orderEdge(Dice dice) {
        int delta = dice.between(-1, 1);
        return Fields.number(CurvePoints.P256_ORDER.add(BigInteger.valueOf(delta)), 32);
    }
}
