package io.kaizen.exec.ledger;

/**
 * A recoverable secp256k1 signature.
 *
 * @param yParity 0 or 1; larger values are kept as read so that they can be refused with the value
 */
public record Signature(Word yParity, Word r, Word s) {
    public static final Signature NONE = new Signature(Word.ZERO, Word.ZERO, Word.ZERO);
}
