package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Hash;
import java.util.List;

/**
 * What an update did to the state trie.
 *
 * @param root the new state root
 * @param nodes each (owner, path) at most once, only those that differ
 */
public record TrieUpdate(Hash root, List<NodeChange> nodes) {
    public TrieUpdate {
        nodes = List.copyOf(nodes);
    }
}
