package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hash → number and transaction hash → place, on the heap and rebuilt at opening. One writer, any
 * reader. It grows with the chain: about 100 bytes a transaction; a bounded index on disk takes its
 * place where chains outgrow the heap.
 */
final class BlockIndex {
    private final Map<Hash, Long> numbers = new ConcurrentHashMap<>();
    private final Map<Hash, TransactionLocation> transactions = new ConcurrentHashMap<>();
    private long height = BlockLog.EMPTY;
    private @Nullable Hash head;

    /** Whether the block comes next. */
    boolean follows(SealedBlock block) {
        return block.number() == height + 1
                && (head == null || head.equals(block.header().parentHash()));
    }

    void add(SealedBlock block) {
        List<RecoveredTransaction> list = block.transactions();
        for (int i = 0; i < list.size(); i++) {
            transactions.put(list.get(i).hash(), new TransactionLocation(block.number(), i));
        }
        numbers.put(block.hash(), block.number());
        height = block.number();
        head = block.hash();
    }

    @Nullable Long number(Hash hash) {
        return numbers.get(hash);
    }

    @Nullable TransactionLocation transaction(Hash hash) {
        return transactions.get(hash);
    }
}
