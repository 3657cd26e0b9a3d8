package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.Hash;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last ends of transactions that never reached the chain: refused, replaced, void. Written by
 * the ordering thread, read by any. Bound: {@code capacity}, the oldest leaves first.
 */
final class FateWindow {
    private final int capacity;
    private final ArrayDeque<TransactionStatus> order = new ArrayDeque<>();
    private final Map<Hash, TransactionStatus> byHash = new ConcurrentHashMap<>();

    FateWindow(int capacity) {
        this.capacity = capacity;
    }

    void add(TransactionStatus status) {
        if (order.size() >= capacity) {
            TransactionStatus oldest = order.removeFirst();
            // A newer end of the same transaction stays.
            byHash.remove(oldest.hash(), oldest);
        }
        order.addLast(status);
        byHash.put(status.hash(), status);
    }

    @Nullable TransactionStatus get(Hash hash) {
        return byHash.get(hash);
    }
}
