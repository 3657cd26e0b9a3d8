package io.kaizen.exec.precompile;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * 0x100: whether a signature on secp256r1 holds (EIP-7951). The output is 1, or nothing.
 *
 * <pre>
 *   byte   0      32  64  96    128   160
 *          | hash | r | s | q.x | q.y |
 * </pre>
 */
final class P256Verify implements Precompile {
    private static final int INPUT_BYTES = 160;
    private static final byte[] NOTHING = {};
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger P = CURVE.getCurve().getField().getCharacteristic();

    @Override
    public long gas(byte[] input, int offset, int size) {
        return 6900;
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        return size == INPUT_BYTES && verify(input, offset) ? Word.ONE.toArray() : NOTHING;
    }

    private static boolean verify(byte[] input, int offset) {
        BigInteger hash = number(input, offset);
        BigInteger r = number(input, offset + 32);
        BigInteger s = number(input, offset + 64);
        BigInteger x = number(input, offset + 96);
        BigInteger y = number(input, offset + 128);
        if (!isScalar(r) || !isScalar(s) || x.compareTo(P) >= 0 || y.compareTo(P) >= 0) {
            return false;
        }
        // The cofactor is 1, and (0, 0) is off the curve.
        ECPoint key = CURVE.getCurve().createPoint(x, y);
        if (!key.isValid()) {
            return false;
        }
        BigInteger w = s.modInverse(N);
        BigInteger u1 = hash.multiply(w).mod(N);
        BigInteger u2 = r.multiply(w).mod(N);
        ECPoint point = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, key, u2).normalize();
        return !point.isInfinity() && point.getAffineXCoord().toBigInteger().mod(N).equals(r);
    }

    private static BigInteger number(byte[] input, int at) {
        return new BigInteger(1, input, at, 32);
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(N) < 0;
    }
}
