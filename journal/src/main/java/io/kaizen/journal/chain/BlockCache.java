package io.kaizen.journal.chain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decoded blocks that were asked for, least recently asked first to go, as many as fit into a bound
 * of transactions. Any thread.
 */
final class BlockCache {
    static final int BLOCKS_MAX = 256;

    /** About 2 KB of heap each with its receipt. */
    static final int TRANSACTIONS_MAX = 32_768;

    private final LinkedHashMap<Long, SealedBlock> byNumber = new LinkedHashMap<>(16, 0.75f, true);
    private int transactions;

    synchronized @Nullable SealedBlock get(long number) {
        return byNumber.get(number);
    }

    synchronized void add(SealedBlock block) {
        if (byNumber.putIfAbsent(block.number(), block) == null) {
            transactions += block.transactions().size();
        }
        Iterator<SealedBlock> eldest = byNumber.values().iterator();
        while (byNumber.size() > 1
                && (byNumber.size() > BLOCKS_MAX || transactions > TRANSACTIONS_MAX)) {
            transactions -= eldest.next().transactions().size();
            eldest.remove();
        }
    }
}
