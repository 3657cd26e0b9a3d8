package io.kaizen.exec.trie;

/**
 * A node is missing or is not the one its parent names: the store is damaged or torn, or a witness
 * lacks what is asked of it.
 */
public final class TrieException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrieException(String message) {
        super(message);
    }
}
