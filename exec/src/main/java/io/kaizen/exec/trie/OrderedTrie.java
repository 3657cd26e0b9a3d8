package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.rlp.RlpWriter;
import java.util.Arrays;
import java.util.List;

/** Roots of lists: transactions, receipts and withdrawals, keyed by the RLP of their index. */
public final class OrderedTrie {
    private OrderedTrie() {}

    /** The root of the items, none of them empty; {@link Hash#EMPTY_TRIE} of none. */
    public static Hash root(List<Bytes> items) {
        Change[] changes = new Change[items.size()];
        RlpWriter key = new RlpWriter(16);
        for (int i = 0; i < changes.length; i++) {
            key.reset();
            key.uint64(i);
            changes[i] = Change.put(Nibbles.of(key.toArray()), items.get(i).array());
        }
        Arrays.sort(changes, Change.BY_KEY);
        return MerkleTrie.empty().update(changes, TrieWorkers.CALLER).root();
    }
}
