package io.kaizen.exec.ledger;

/**
 * The fields of an account that execution sees; its storage root belongs to the trie.
 *
 * @param nonce an unsigned 64-bit counter, at most 2^64 - 2 (EIP-2681)
 * @param balance in wei
 * @param codeHash keccak256 of the code, {@link Hash#EMPTY_CODE} without
 */
public record Account(long nonce, Word balance, Hash codeHash) {
    public static final Account EMPTY = new Account(0, Word.ZERO, Hash.EMPTY_CODE);

    /** Empty as EIP-161 says: no nonce, no balance, no code. */
    public boolean isEmpty() {
        return nonce == 0 && balance.isZero() && !hasCode();
    }

    public boolean hasCode() {
        return !codeHash.equals(Hash.EMPTY_CODE);
    }

    public Account withBalance(Word value) {
        return new Account(nonce, value, codeHash);
    }

    public Account withNonce(long value) {
        return new Account(value, balance, codeHash);
    }
}
