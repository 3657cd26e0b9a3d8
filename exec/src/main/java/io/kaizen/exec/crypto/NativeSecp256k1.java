package io.kaizen.exec.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import org.jspecify.annotations.Nullable;

/** libsecp256k1 through JNI. */
final class NativeSecp256k1 implements Secp256k1Backend {
    private final fr.acinq.secp256k1.Secp256k1 library;

    private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
        this.library = library;
    }

    /** The library, or null where this platform has none. */
    static @Nullable NativeSecp256k1 load() {
        try {
            return new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
        } catch (IllegalStateException | LinkageError absent) {
            // The library packs binaries for some platforms only; the fallback answers the same,
            // and Secp256k1.backend() says which one is in use.
            return null;
        }
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] compact, int yParity) {
        try {
            return library.ecdsaRecover(compact, digest, yParity);
        } catch (Secp256k1Exception noKey) {
            // The library's only way to say that no key fits this signature.
            return null;
        }
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secretKey) {
        return library.sign(digest, secretKey, null);
    }

    @Override
    public byte[] publicKey(byte[] secretKey) {
        return library.pubkeyCreate(secretKey);
    }
}
