package io.kaizen.ingress.subscribe;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.ingress.json.Placement;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Those who wait for the receipt of a transaction they sent. One subscription to each of the
 * ledger's streams serves them all. A wait ends with the sealed receipt, or a short grace after its
 * preconfirmation with that one, where the block stays open longer.
 *
 * <p>Events are handled on the notifier thread; waits may be added from any. Bounded: over the
 * limit a wait is refused.
 */
public final class ReceiptWaiters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptWaiters.class);

    private static final Duration REJOIN_DELAY = Duration.ofMillis(20);

    private final Ledger ledger;
    private final int waitersMax;
    private final Duration sealGrace;
    private final ConcurrentHashMap<Hash, Waiter> waiting = new ConcurrentHashMap<>();
    private final Disposable.Composite streams = Disposables.composite();

    public ReceiptWaiters(Ledger ledger, int waitersMax, Duration sealGrace) {
        this.ledger = ledger;
        this.waitersMax = waitersMax;
        this.sealGrace = sealGrace;
    }

    /** Those who wait for one transaction; counted under the map's lock of its key. */
    private static final class Waiter {
        private final CompletableFuture<ReceiptJson> receipt = new CompletableFuture<>();
        private int waits;

        CompletableFuture<ReceiptJson> receipt() {
            return receipt;
        }
    }

    /**
     * Starts to listen. A stream that fell behind is joined again, and what it missed looked up.
     */
    public void start(Scheduler notifier, int buffer) {
        // A wait begins before its transaction is sent: what nobody waits for now wakes nobody.
        Flux<SealedBlock> sealed = ledger.sealedBlocks().filter(block -> !waiting.isEmpty());
        Flux<Preconfirmation> preconfirmed =
                ledger.preconfirmations(event -> waiting.containsKey(event.transaction().hash()));
        streams.add(listen(sealed, notifier, buffer).subscribe(this::onSealed));
        streams.add(listen(preconfirmed, notifier, buffer).subscribe(this::onPreconfirmed));
    }

    private <T> Flux<T> listen(Flux<T> stream, Scheduler notifier, int buffer) {
        return stream.onBackpressureBuffer(buffer)
                .publishOn(notifier)
                .doOnError(e -> {
                    LOG.warn("receipt waiters fell behind: {}", e.toString());
                    lookUpAll();
                })
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, REJOIN_DELAY).scheduler(notifier));
    }

    /**
     * Waits for the receipt of a transaction that is about to be submitted. Cancelling the future
     * ends the wait.
     *
     * @throws io.kaizen.ingress.rpc.RpcException where too many wait already
     */
    public CompletableFuture<ReceiptJson> expect(Hash hash, Duration wait) {
        if (waiting.size() >= waitersMax) {
            throw RpcError.limitExceeded(
                            "server busy: " + waitersMax + " transactions are waited for")
                    .exception();
        }
        Waiter shared =
                waiting.compute(
                        hash,
                        (h, known) -> {
                            Waiter waiter = known == null ? new Waiter() : known;
                            waiter.waits++;
                            return waiter;
                        });
        CompletableFuture<ReceiptJson> own =
                shared.receipt().copy().orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
        var _ = own.whenComplete((receipt, failed) -> release(hash));
        return own;
    }

    private void release(Hash hash) {
        waiting.computeIfPresent(hash, (h, waiter) -> --waiter.waits == 0 ? null : waiter);
    }

    private void onSealed(SealedBlock block) {
        if (waiting.isEmpty()) {
            return;
        }
        int logs = 0;
        List<RecoveredTransaction> transactions = block.transactions();
        for (int i = 0; i < transactions.size(); i++) {
            Receipt receipt = block.receipts().get(i);
            Waiter waiter = waiting.get(transactions.get(i).hash());
            if (waiter != null) {
                Placement at = Placement.of(block, i, logs);
                waiter.receipt().complete(new ReceiptJson(transactions.get(i), receipt, at, null));
            }
            logs += receipt.logs().size();
        }
    }

    private void onPreconfirmed(Preconfirmation event) {
        Waiter waiter = waiting.get(event.transaction().hash());
        if (waiter != null) {
            ReceiptJson receipt = preconfirmed(event);
            waiter.receipt()
                    .completeOnTimeout(receipt, sealGrace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The receipt of an event as it is published. */
    public static ReceiptJson preconfirmed(Preconfirmation event) {
        return new ReceiptJson(
                event.transaction(),
                event.receipt(),
                Placement.of(event, event.timestamp(), null),
                event.position());
    }

    private void lookUpAll() {
        waiting.forEach((hash, waiter) -> {
            ReceiptJson receipt = sealed(hash);
            if (receipt != null) {
                waiter.receipt().complete(receipt);
            }
        });
    }

    private @Nullable ReceiptJson sealed(Hash hash) {
        return ReceiptJson.sealed(ledger.chain(), hash);
    }

    @Override
    public void close() {
        streams.dispose();
        waiting.values()
                .forEach(waiter ->
                        waiter.receipt()
                                .completeExceptionally(
                                        RpcError.server("server is stopping").exception()));
    }
}
