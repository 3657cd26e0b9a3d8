package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * One stored node written or deleted.
 *
 * @param owner {@link TrieNodes#ACCOUNTS}, or keccak256 of the address
 * @param before null where no node was stored
 * @param after null where no node is stored any more
 */
public record NodeChange(
        Hash owner, NodePath path, @Nullable Bytes before, @Nullable Bytes after) {}
