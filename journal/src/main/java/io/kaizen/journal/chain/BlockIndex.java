package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.index.PlaceIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Block hash → number and transaction hash → location. One writer, any reader. */
final class BlockIndex {
    /**
     * A place is the number with the index below it: blocks hold fewer transactions. The largest
     * index stands for the block itself.
     */
    private static final int INDEX_BITS = 20;

    private static final long WHOLE_BLOCK = (1 << INDEX_BITS) - 1;

    private final PlaceIndex places;
    private long height = BlockLog.EMPTY;
    private @Nullable Hash head;

    BlockIndex(PlaceIndex places) {
        this.places = places;
    }

    /** The entries up to this block are there already. */
    void resume(long number, Hash hash) {
        height = number;
        head = hash;
    }

    /** Whether the block comes next. */
    boolean follows(SealedBlock block) {
        return block.number() == height + 1
                && (head == null || head.equals(block.header().parentHash()));
    }

    void add(SealedBlock block) {
        List<RecoveredTransaction> list = block.transactions();
        if (list.size() >= WHOLE_BLOCK) {
            throw new IllegalArgumentException(
                    "block " + block.number() + " of " + list.size() + " transactions");
        }
        for (int i = 0; i < list.size(); i++) {
            places.put(list.get(i).hash(), (block.number() << INDEX_BITS) | i);
        }
        places.put(block.hash(), (block.number() << INDEX_BITS) | WHOLE_BLOCK);
        height = block.number();
        head = block.hash();
    }

    @Nullable Long number(Hash hash) {
        long place = places.get(hash);
        return place == PlaceIndex.ABSENT || (place & WHOLE_BLOCK) != WHOLE_BLOCK
                ? null
                : Long.valueOf(place >>> INDEX_BITS);
    }

    @Nullable TransactionLocation transaction(Hash hash) {
        long place = places.get(hash);
        return place == PlaceIndex.ABSENT || (place & WHOLE_BLOCK) == WHOLE_BLOCK
                ? null
                : new TransactionLocation(place >>> INDEX_BITS, (int) (place & WHOLE_BLOCK));
    }
}
