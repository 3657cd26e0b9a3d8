package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Stored trie nodes by where they stand, not by their hash: what was there before is overwritten,
 * so a store holds one version and needs no garbage collection.
 *
 * <p>Only a trie's root and nodes whose encoding has 32 bytes or more are stored; shorter ones lie
 * inside their parent's encoding, as in their parent's hash (yellow paper, appendix D). A trie
 * without entries has no root node.
 *
 * <p>Several threads may read at once; nobody writes while an update reads.
 */
@FunctionalInterface
public interface TrieNodes {
    /** No nodes at all: an empty state. */
    TrieNodes NONE = (owner, path) -> null;

    /** The owner of the account trie; a storage trie is owned by keccak256 of its address. */
    Hash ACCOUNTS = Hash.ZERO;

    /** The node's RLP, to be read only; null where none is stored. */
    byte @Nullable [] get(Hash owner, NodePath path);
}
