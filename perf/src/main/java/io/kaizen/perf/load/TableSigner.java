package io.kaizen.perf.load;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.util.SplittableRandom;

/**
 * ECDSA signatures for a few microseconds each, for load that is signed while it is sent: the curve
 * points of a thousand secret nonces are worked out once and used in turn, so that a signature is
 * two products modulo the group order.
 *
 * <p>Using a nonce twice gives the secret key away to anybody who sees both signatures (SEC 1
 * §4.1.3). That is of no account for keys that a measurement makes up and nobody else may use.
 *
 * <p>One thread.
 */
final class TableSigner {
    private static final int NONCES = 1024;
    private static final BigInteger ORDER = Secp256k1.ORDER.toBigInteger();
    private static final BigInteger HALF_ORDER = Secp256k1.HALF_ORDER.toBigInteger();

    private final BigInteger[] r = new BigInteger[NONCES];
    private final BigInteger[] inverse = new BigInteger[NONCES];
    private final boolean[] odd = new boolean[NONCES];
    private int next;

    TableSigner(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < NONCES; i++) {
            byte[] nonce = new byte[32];
            random.nextBytes(nonce);
            nonce[0] = 1;
            // The nonce's point is the public key of the nonce as a secret key.
            byte[] point = Secp256k1.compressedPublicKey(nonce);
            r[i] = new BigInteger(1, point, 1, 32).mod(ORDER);
            odd[i] = point[0] == 3;
            inverse[i] = new BigInteger(1, nonce).modInverse(ORDER);
        }
    }

    /**
     * @param secretKey a scalar in [1, n)
     */
    Signature sign(byte[] digest, BigInteger secretKey) {
        int i = next;
        next = (next + 1) % NONCES;
        BigInteger s =
                r[i].multiply(secretKey)
                        .add(new BigInteger(1, digest))
                        .mod(ORDER)
                        .multiply(inverse[i])
                        .mod(ORDER);
        boolean high = s.compareTo(HALF_ORDER) > 0;
        return new Signature(
                Word.of(odd[i] ^ high ? 1 : 0),
                Word.of(r[i]),
                Word.of(high ? ORDER.subtract(s) : s));
    }
}
