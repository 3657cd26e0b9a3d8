package io.kaizen.pipeline.pool;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sender's transactions. Nonces at or after {@code orderNonce} wait in {@code waiting}; those
 * before it are in flight until their results are published.
 *
 * <pre>
 *   state nonce        orderNonce             readyNonce
 *       |---- in flight ----|---- executable ------|  gap  |- queued -|
 * </pre>
 *
 * Owned by the ordering thread; {@link #pendingNonce} is read by any.
 */
final class SenderAccount {
    final Address address;
    final TreeMap<Long, PooledTransaction> waiting = new TreeMap<>(Long::compareUnsigned);
    final ArrayDeque<PooledTransaction> inFlight = new ArrayDeque<>();

    /** The next nonce to be given a place in the order. */
    long orderNonce;

    /** The first nonce after {@code orderNonce} that is missing. */
    private long readyNonce;

    private volatile long pendingNonce;

    /** Set while the next transaction waits for something other than its turn. */
    volatile @Nullable Stall stall;

    enum Stall {
        /** Its fee cap is below the base fee. */
        BASE_FEE("fee cap is below the base fee"),
        /** A delegated account has one transaction in flight (its balance may be drained). */
        DELEGATED("delegated account has a transaction in flight");

        final String reason;

        Stall(String reason) {
            this.reason = reason;
        }
    }

    SenderAccount(Address address, long nonce) {
        this.address = address;
        this.orderNonce = nonce;
        readyNonce(nonce);
    }

    long readyNonce() {
        return readyNonce;
    }

    void readyNonce(long value) {
        readyNonce = value;
        pendingNonce = value;
    }

    long pendingNonce() {
        return pendingNonce;
    }

    /** What the ordered but unpublished transactions may cost at most. */
    Word inFlightCost = Word.ZERO;

    /** What all waiting transactions may cost at most. */
    private Word waitingCost = Word.ZERO;

    @Nullable PooledTransaction put(PooledTransaction tx) {
        PooledTransaction replaced = waiting.put(tx.nonce(), tx);
        waitingCost = waitingCost.plus(tx.costMax());
        if (replaced != null) {
            waitingCost = waitingCost.minus(replaced.costMax());
        }
        return replaced;
    }

    void remove(PooledTransaction tx) {
        if (waiting.remove(tx.nonce(), tx)) {
            waitingCost = waitingCost.minus(tx.costMax());
        }
    }

    void toFlight(PooledTransaction tx) {
        remove(tx);
        inFlight.addLast(tx);
        inFlightCost = inFlightCost.plus(tx.costMax());
    }

    void land(PooledTransaction tx) {
        if (inFlight.remove(tx)) {
            inFlightCost = inFlightCost.minus(tx.costMax());
        }
    }

    /** What the waiting transactions below the nonce may cost at most. */
    Word waitingCostBelow(long nonce) {
        if (waiting.isEmpty() || Long.compareUnsigned(waiting.lastKey(), nonce) < 0) {
            return waitingCost;
        }
        Word sum = Word.ZERO;
        for (PooledTransaction tx : waiting.headMap(nonce, false).values()) {
            sum = sum.plus(tx.costMax());
        }
        return sum;
    }

    boolean isIdle() {
        return waiting.isEmpty() && inFlight.isEmpty();
    }
}
