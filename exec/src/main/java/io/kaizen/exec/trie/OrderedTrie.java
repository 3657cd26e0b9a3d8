package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.ArrayList;
import java.util.List;

/** Roots of lists: transactions, receipts and withdrawals, keyed by the RLP of their index. */
public final class OrderedTrie {
    private OrderedTrie() {}

    /** The root of the items, none of them empty; {@link Hash#EMPTY_TRIE} of none. */
    public static Hash root(List<Bytes> items) {
        MerkleTrie trie = new MerkleTrie(TrieNodes.NONE, TrieNodes.ACCOUNTS);
        RlpWriter key = new RlpWriter(16);
        for (int i = 0; i < items.size(); i++) {
            key.reset();
            key.uint64(i);
            trie.put(key.toArray(), items.get(i).array());
        }
        return trie.commit(new ArrayList<>());
    }
}
