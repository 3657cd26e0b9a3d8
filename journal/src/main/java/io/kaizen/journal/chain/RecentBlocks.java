package io.kaizen.journal.chain;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last blocks as objects, so that those asked for most need not be decoded: as many as fit into
 * a bound of transactions, for what lives long is dear to collect. One writer, any reader.
 */
final class RecentBlocks {
    static final int BLOCKS_MAX = 256;

    /** About 2 KB of heap each with its receipt. */
    static final int TRANSACTIONS_MAX = 4_096;

    private final Map<Long, SealedBlock> byNumber = new ConcurrentHashMap<>();
    private final ArrayDeque<SealedBlock> byAge = new ArrayDeque<>();
    private int transactions;

    /** Adds the newest block, which stays whatever its size until the next. */
    void add(SealedBlock block) {
        byNumber.put(block.number(), block);
        byAge.addLast(block);
        transactions += block.transactions().size();
        while (byAge.size() > 1 && (byAge.size() > BLOCKS_MAX || transactions > TRANSACTIONS_MAX)) {
            SealedBlock gone = byAge.removeFirst();
            transactions -= gone.transactions().size();
            byNumber.remove(gone.number());
        }
    }

    @Nullable SealedBlock get(long number) {
        return byNumber.get(number);
    }
}
