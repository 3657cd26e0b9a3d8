package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hash → number and transaction hash → place, on the heap and rebuilt at opening. One writer, any
 * reader. It grows with the chain: 32 to 64 bytes a transaction; a bounded index on disk takes its
 * place where chains outgrow the heap.
 */
final class BlockIndex {
    /** A place is the number with the index below it: blocks hold fewer transactions. */
    private static final int INDEX_BITS = 20;

    private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;

    private final HashIndex numbers = new HashIndex();
    private final HashIndex transactions = new HashIndex();
    private long height = BlockLog.EMPTY;
    private @Nullable Hash head;

    /** Whether the block comes next. */
    boolean follows(SealedBlock block) {
        return block.number() == height + 1
                && (head == null || head.equals(block.header().parentHash()));
    }

    void add(SealedBlock block) {
        List<RecoveredTransaction> list = block.transactions();
        if (list.size() > INDEX_MASK) {
            throw new IllegalArgumentException(
                    "block " + block.number() + " of " + list.size() + " transactions");
        }
        for (int i = 0; i < list.size(); i++) {
            transactions.put(list.get(i).hash(), (block.number() << INDEX_BITS) | i);
        }
        numbers.put(block.hash(), block.number());
        height = block.number();
        head = block.hash();
    }

    @Nullable Long number(Hash hash) {
        long number = numbers.get(hash);
        return number == HashIndex.ABSENT ? null : number;
    }

    @Nullable TransactionLocation transaction(Hash hash) {
        long place = transactions.get(hash);
        return place == HashIndex.ABSENT
                ? null
                : new TransactionLocation(place >>> INDEX_BITS, (int) (place & INDEX_MASK));
    }
}
