package io.kaizen.exec.crypto;

import org.jspecify.annotations.Nullable;

/** What the two secp256k1 libraries have in common. Inputs are already range-checked. */
interface Secp256k1Backend {
    String name();

    /**
     * @param compact r ‖ s, 64 bytes
     * @return the uncompressed public key of 65 bytes, or null where none fits
     */
    byte @Nullable [] recover(byte[] digest, byte[] compact, int yParity);

    /** r ‖ s with low s, 64 bytes. */
    byte[] sign(byte[] digest, byte[] secretKey);

    /** The uncompressed public key of 65 bytes. */
    byte[] publicKey(byte[] secretKey);
}
