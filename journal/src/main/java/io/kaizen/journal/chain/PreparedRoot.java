package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.trie.TrieUpdate;

/** The root that effects lead to, before the header that names it exists. */
public record PreparedRoot(TrieUpdate update) {
    public Hash root() {
        return update.root();
    }
}
