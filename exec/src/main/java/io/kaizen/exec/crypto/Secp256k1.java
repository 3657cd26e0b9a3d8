package io.kaizen.exec.crypto;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.hash.Keccak256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA on secp256k1 (SEC 1 §4.1, SEC 2 §2.4.1) with public-key recovery, as Ethereum signs. The
 * native library is used where it loads on this platform, BouncyCastle otherwise; both give the
 * same answers. Stateless; any thread.
 */
public final class Secp256k1 {
    /** The group order n. */
    public static final Word ORDER =
            Word.fromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    /** n / 2: the highest s that EIP-2 allows. */
    public static final Word HALF_ORDER =
            Word.fromHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    private static final Secp256k1Backend BACKEND = chooseBackend();

    private Secp256k1() {}

    /** The backend in use, for diagnostics: {@code native} or {@code bouncycastle}. */
    public static String backend() {
        return BACKEND.name();
    }

    /** Whether s is in the lower half (EIP-2). */
    public static boolean isLowS(Word s) {
        return s.compareTo(HALF_ORDER) <= 0;
    }

    /** Whether the scalar lies in [1, n). */
    public static boolean isScalar(Word value) {
        return !value.isZero() && value.compareTo(ORDER) < 0;
    }

    /**
     * The address whose key signed the digest, or null where r or s is out of [1, n), the parity is
     * not 0 or 1, or no key fits. High s is accepted: callers judge it by {@link #isLowS}.
     *
     * @param digest 32 bytes
     */
    public static @Nullable Address recover(byte[] digest, int yParity, Word r, Word s) {
        if ((yParity & ~1) != 0 || !isScalar(r) || !isScalar(s)) {
            return null;
        }
        byte[] compact = new byte[64];
        r.write(compact, 0);
        s.write(compact, 32);
        byte @Nullable [] key = BACKEND.recover(digest, compact, yParity);
        return key == null ? null : addressOf(key);
    }

    /**
     * Signs deterministically (RFC 6979) with a low s.
     *
     * @param digest 32 bytes
     * @param secretKey 32 bytes, a scalar in [1, n)
     * @throws IllegalArgumentException if the key is no scalar of the group
     */
    public static Signature sign(byte[] digest, byte[] secretKey) {
        if (secretKey.length != 32 || !isScalar(Word.read(secretKey, 0))) {
            throw new IllegalArgumentException("secret key is not in [1, n)");
        }
        byte[] compact = BACKEND.sign(digest, secretKey);
        Word r = Word.read(compact, 0);
        Word s = Word.read(compact, 32);
        Address signer = address(secretKey);
        for (int parity = 0; parity < 2; parity++) {
            if (signer.equals(recover(digest, parity, r, s))) {
                return new Signature(Word.of(parity), r, s);
            }
        }
        // r above the field's order minus n has probability 2^-127: no such signature is known.
        throw new IllegalStateException("signature has no recovery id below 2");
    }

    /** The address that belongs to a secret key. */
    public static Address address(byte[] secretKey) {
        return addressOf(BACKEND.publicKey(secretKey));
    }

    /** The public key in SEC 1's compressed form: 0x02 or 0x03, then x; 33 bytes. */
    public static byte[] compressedPublicKey(byte[] secretKey) {
        byte[] key = BACKEND.publicKey(secretKey);
        byte[] compressed = Arrays.copyOf(key, 33);
        compressed[0] = (byte) (2 + (key[64] & 1));
        return compressed;
    }

    /**
     * @param key 65 bytes: 0x04, x, y
     */
    private static Address addressOf(byte[] key) {
        return Address.ofHash(Keccak256.hash(key, 1, 64));
    }

    private static Secp256k1Backend chooseBackend() {
        NativeSecp256k1 library = NativeSecp256k1.load();
        return library != null ? library : new BouncyCastleSecp256k1();
    }
}
