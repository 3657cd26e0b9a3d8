package io.kaizen.exec.trie;

/** A stored node is missing or is not the one its parent names: the store is damaged or torn. */
public final class TrieException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrieException(String message) {
        super(message);
    }
}
