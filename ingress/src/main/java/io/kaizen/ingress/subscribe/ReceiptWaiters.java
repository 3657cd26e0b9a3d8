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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>Waits end on the stream's thread. A preconfirmation is only noted, on the thread that
 * publishes it, and time is looked at every few milliseconds while somebody waits: neither a timer
 * nor a wake-up for each transaction. Waits may be added from any thread. Bounded: over the limit a
 * wait is refused.
 */
public final class ReceiptWaiters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptWaiters.class);

    private static final Duration REJOIN_DELAY = Duration.ofMillis(20);

    /** How late a wait may end. */
    private static final long TICK_MS = 5;

    /** After so many looks that found nobody waiting, nobody looks any more. */
    private static final int IDLE_TICKS = 200;

    private final Ledger ledger;
    private final int waitersMax;
    private final long sealGraceNs;
    private final Scheduler notifier;
    private final ConcurrentHashMap<Hash, ReceiptWait> waiting = new ConcurrentHashMap<>();
    private final Disposable.Composite streams = Disposables.composite();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private int idleTicks;

    /**
     * @param notifier keeps the time; ends with its owner
     */
    public ReceiptWaiters(Ledger ledger, int waitersMax, Duration sealGrace, Scheduler notifier) {
        this.ledger = ledger;
        this.waitersMax = waitersMax;
        this.sealGraceNs = sealGrace.toNanos();
        this.notifier = notifier;
    }

    /**
     * Starts to listen. A stream that fell behind is joined again, and what it missed looked up.
     */
    public void start() {
        // A wait begins before its transaction is sent: what nobody waits for now wakes nobody.
        streams.add(listen(ledger.sealedBlocks()).subscribe(this::onSealed));
        streams.add(listen(ledger.preconfirmations(this::note)).subscribe());
    }

    private <T> Flux<T> listen(Flux<T> stream) {
        return stream.doOnError(
                        e -> {
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
        ReceiptWait.Wait own = new ReceiptWait.Wait(System.nanoTime() + wait.toNanos());
        waiting.compute(
                hash,
                (h, known) -> {
                    ReceiptWait shared = known == null ? new ReceiptWait() : known;
                    shared.add(own);
                    return shared;
                });
        var _ = own.whenComplete((receipt, failed) -> release(hash, own));
        tickFromNowOn();
        return own;
    }

    private void release(Hash hash, ReceiptWait.Wait wait) {
        waiting.computeIfPresent(hash, (h, shared) -> shared.remove(wait) ? null : shared);
    }

    private void onSealed(SealedBlock block) {
        if (waiting.isEmpty()) {
            return;
        }
        int logs = 0;
        List<RecoveredTransaction> transactions = block.transactions();
        for (int i = 0; i < transactions.size(); i++) {
            Receipt receipt = block.receipts().get(i);
            ReceiptWait wait = waiting.get(transactions.get(i).hash());
            if (wait != null) {
                Placement at = Placement.of(block, i, logs);
                wait.sealed(new ReceiptJson(transactions.get(i), receipt, at, null));
            }
            logs += receipt.logs().size();
        }
    }

    /** On the publishing thread; never wakes this subscription. */
    private boolean note(Preconfirmation event) {
        ReceiptWait wait = waiting.get(event.transaction().hash());
        if (wait != null) {
            wait.preconfirmed(preconfirmed(event), System.nanoTime() + sealGraceNs);
        }
        return false;
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
        waiting.forEach((hash, wait) -> {
            ReceiptJson receipt = ReceiptJson.sealed(ledger.chain(), hash);
            if (receipt != null) {
                wait.sealed(receipt);
            }
        });
    }

    private void tickFromNowOn() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
            nextTick();
        }
    }

    private void nextTick() {
        try {
            notifier.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server has ended, and with it all waits: {}", e.toString());
        }
    }

    private void tick() {
        long now = System.nanoTime();
        try {
            waiting.values().forEach(wait -> wait.expire(now));
        } finally {
            goOn();
        }
    }

    /** The next tick, unless nobody has waited for long. */
    private void goOn() {
        idleTicks = waiting.isEmpty() ? idleTicks + 1 : 0;
        if (idleTicks < IDLE_TICKS) {
            nextTick();
            return;
        }
        idleTicks = 0;
        ticking.set(false);
        if (!waiting.isEmpty()) {
            // Somebody came between the look and the end, and thought that it still ticks.
            tickFromNowOn();
        }
    }

    @Override
    public void close() {
        streams.dispose();
        waiting.values()
                .forEach(wait -> wait.fail(RpcError.server("server is stopping").exception()));
    }
}
