package io.kaizen.exec.crypto;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** The portable backend: five to six times slower than the native one, with the same answers. */
final class BouncyCastleSecp256k1 implements Secp256k1Backend {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    @Override
    public String name() {
        return "bouncycastle";
    }

    /** Recovery as in SEC 1 §4.1.6: Q = r^-1 (sR - eG). */
    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] compact, int yParity) {
        BigInteger n = DOMAIN.getN();
        BigInteger r = new BigInteger(1, Arrays.copyOf(compact, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(compact, 32, 64));
        byte[] encoded = new byte[33];
        encoded[0] = (byte) (2 + yParity);
        System.arraycopy(compact, 0, encoded, 1, 32);
        ECPoint nonce;
        try {
            nonce = DOMAIN.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException notOnCurve) {
            // r is no abscissa of the curve: no key fits.
            return null;
        }
        BigInteger e = new BigInteger(1, digest);
        BigInteger inverse = r.modInverse(n);
        BigInteger onG = inverse.multiply(e).mod(n).negate().mod(n);
        BigInteger onR = inverse.multiply(s).mod(n);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(DOMAIN.getG(), onG, nonce, onR).normalize();
        return key.isInfinity() ? null : key.getEncoded(false);
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secretKey) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secretKey), DOMAIN));
        BigInteger[] pair = signer.generateSignature(digest);
        Word r = Word.of(pair[0]);
        Word s = Word.of(pair[1]);
        if (!Secp256k1.isLowS(s)) {
            s = Secp256k1.ORDER.minus(s);
        }
        byte[] compact = new byte[64];
        r.write(compact, 0);
        s.write(compact, 32);
        return compact;
    }

    @Override
    public byte[] publicKey(byte[] secretKey) {
        ECPoint key =
                new FixedPointCombMultiplier()
                        .multiply(DOMAIN.getG(), new BigInteger(1, secretKey))
                        .normalize();
        return key.getEncoded(false);
    }
}
