package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.trie.LayeredTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieNodes;
import io.kaizen.exec.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;

/** The state root after each transaction, which receipts held before Byzantium (EIP-98, 658). */
final class IntermediateRoots {
    private IntermediateRoots() {}

    /**
     * The receipts with their roots.
     *
     * @param results one a receipt
     * @param nodes of the state before the block; nothing but transactions changes it in these
     *     forks before the last of them
     */
    static List<Receipt> fill(List<Receipt> receipts, List<Executed> results, TrieNodes nodes) {
        LayeredTrieNodes layer = new LayeredTrieNodes(nodes);
        StateTrie trie = StateTrie.open(layer);
        List<Receipt> filled = new ArrayList<>(receipts.size());
        for (int i = 0; i < receipts.size(); i++) {
            TrieUpdate update = trie.update(results.get(i).effects());
            layer.apply(update);
            filled.add(with(receipts.get(i), update.root()));
        }
        return filled;
    }

    private static Receipt with(Receipt receipt, Hash root) {
        Receipt.Outcome outcome = receipt.outcome();
        return new Receipt(
                receipt.type(),
                receipt.succeeded(),
                receipt.cumulativeGasUsed(),
                receipt.logs(),
                receipt.bloom(),
                new Receipt.Outcome(
                        outcome.gasUsed(),
                        outcome.effectiveGasPrice(),
                        outcome.contractAddress(),
                        root));
    }
}
