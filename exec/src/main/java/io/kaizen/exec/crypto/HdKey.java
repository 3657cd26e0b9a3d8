package io.kaizen.exec.crypto;

import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hierarchical deterministic keys: the seed of a mnemonic (BIP-39) and private derivation on
 * secp256k1 (BIP-32). Never printed.
 */
public final class HdKey {
    private static final int HARDENED = 0x80000000;
    private static final int SEED_ITERATIONS = 2048;
    private static final int SEED_BITS = 512;

    private final byte[] secretKey;
    private final byte[] chainCode;

    private HdKey(byte[] secretKey, byte[] chainCode) {
        this.secretKey = secretKey;
        this.chainCode = chainCode;
    }

    /** The master key of a mnemonic with an empty passphrase. The words are not checked. */
    public static HdKey ofMnemonic(String mnemonic) {
        try {
            String words = Normalizer.normalize(mnemonic, Normalizer.Form.NFKD);
            PBEKeySpec spec =
                    new PBEKeySpec(
                            words.toCharArray(),
                            "mnemonic".getBytes(StandardCharsets.UTF_8),
                            SEED_ITERATIONS,
                            SEED_BITS);
            byte[] seed =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                            .generateSecret(spec)
                            .getEncoded();
            return split(hmac("Bitcoin seed".getBytes(StandardCharsets.UTF_8), seed));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JDK lacks HmacSHA512", absent);
        }
    }

    /** The key at Ethereum's path {@code m/44'/60'/0'/0/index} (BIP-44). */
    public HdKey ethereum(int index) {
        return child(44 | HARDENED).child(60 | HARDENED).child(HARDENED).child(0).child(index);
    }

    /** 32 bytes. */
    public byte[] secretKey() {
        return secretKey.clone();
    }

    private HdKey child(int index) {
        byte[] data = new byte[37];
        if (index < 0) {
            System.arraycopy(secretKey, 0, data, 1, 32);
        } else {
            System.arraycopy(Secp256k1.compressedPublicKey(secretKey), 0, data, 0, 33);
        }
        for (int i = 0; i < 4; i++) {
            data[33 + i] = (byte) (index >>> (24 - 8 * i));
        }
        try {
            HdKey tweak = split(hmac(chainCode, data));
            BigInteger sum =
                    new BigInteger(1, tweak.secretKey)
                            .add(new BigInteger(1, secretKey))
                            .mod(Secp256k1.ORDER.toBigInteger());
            return new HdKey(Word.of(sum).toArray(), tweak.chainCode);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JDK lacks HmacSHA512", absent);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(key, "HmacSHA512"));
        return mac.doFinal(data);
    }

    private static HdKey split(byte[] digest) {
        return new HdKey(Arrays.copyOf(digest, 32), Arrays.copyOfRange(digest, 32, 64));
    }

    @Override
    public String toString() {
        return "HdKey[secret]";
    }
}
