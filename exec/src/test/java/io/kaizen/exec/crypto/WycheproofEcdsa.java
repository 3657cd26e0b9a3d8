package io.kaizen.exec.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.jspecify.annotations.Nullable;

/** Reads Wycheproof's ECDSA files, whose signatures are plain (P1363) or in DER. */
public final class WycheproofEcdsa {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCALAR_BYTES = 32;
    private static final int INTEGER = 2;
    private static final int SEQUENCE = 0x30;

    /** Bits of SHAKE's output: twice its strength (FIPS 186-5). */
    private static final Map<String, Integer> SHAKE_STRENGTH =
            Map.of("SHAKE128", 128, "SHAKE256", 256);

    /**
     * @param digest the leftmost 32 bytes of the message's digest
     * @param key x ‖ y
     * @param signature r ‖ s; null where the encoding is none, or a number longer than 32 bytes
     */
    public record Case(
            String label, Bytes digest, Bytes key, @Nullable Bytes signature, boolean valid) {}

    private WycheproofEcdsa() {}

    public static void each(byte[] file, Consumer<Case> check) throws IOException {
        JsonNode root = JSON.readTree(file);
        boolean plain = root.path("schema").asText().contains("p1363");
        for (JsonNode group : root.path("testGroups")) {
            byte[] key = hex(group.path("publicKey").path("uncompressed"));
            for (JsonNode test : group.path("tests")) {
                byte[] signature = hex(test.path("sig"));
                byte[] digest = digest(group.path("sha").asText(), hex(test.path("msg")));
                check.accept(
                        new Case(
                                "case " + test.path("tcId") + ": " + test.path("comment").asText(),
                                Bytes.copyOf(digest, 0, SCALAR_BYTES),
                                Bytes.copyOf(key, 1, 2 * SCALAR_BYTES),
                                plain ? plain(signature) : der(signature),
                                test.path("result").asText().equals("valid")));
            }
        }
    }

    private static byte[] hex(JsonNode node) {
        return Bytes.fromHex(node.asText()).array();
    }

    private static byte[] digest(String algorithm, byte[] message) {
        Integer strength = SHAKE_STRENGTH.get(algorithm);
        if (strength != null) {
            SHAKEDigest shake = new SHAKEDigest(strength);
            shake.update(message, 0, message.length);
            byte[] digest = new byte[strength / 4];
            shake.doFinal(digest, 0, digest.length);
            return digest;
        }
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Bytes plain(byte[] signature) {
        return signature.length == 2 * SCALAR_BYTES ? Bytes.wrap(signature) : null;
    }

    /** A sequence of two integers in DER, and nothing else; null for anything less strict. */
    private static @Nullable Bytes der(byte[] in) {
        if (in.length < 2 || in[0] != SEQUENCE || in[1] < 0 || in[1] != in.length - 2) {
            return null;
        }
        byte[] out = new byte[2 * SCALAR_BYTES];
        int at = 2;
        for (int i = 0; i < 2; i++) {
            if (at + 2 > in.length || in[at] != INTEGER) {
                return null;
            }
            int length = in[at + 1];
            int from = at + 2;
            boolean fits = length > 0 && from + length <= in.length && in[from] >= 0;
            boolean padded = fits && length > 1 && in[from] == 0;
            if (!fits || (padded && in[from + 1] >= 0)) {
                return null;
            }
            int zeros = padded ? 1 : 0;
            int size = length - zeros;
            if (size > SCALAR_BYTES) {
                return null;
            }
            System.arraycopy(in, from + zeros, out, (i + 1) * SCALAR_BYTES - size, size);
            at = from + length;
        }
        return at == in.length ? Bytes.wrap(out) : null;
    }
}
