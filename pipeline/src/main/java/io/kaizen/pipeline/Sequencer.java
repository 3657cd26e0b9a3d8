package io.kaizen.pipeline;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.OrderDamageException;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.sequence.Progress;
import io.kaizen.pipeline.sequence.Published;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * The pipeline of a sequencing node, joined: intake, ordering, journal and execution, publication,
 * sealing. Built, started once, closed once; the journal and the chain store belong to its caller.
 *
 * <pre>
 *   submit ─▶ intake ring ─▶ recover × N ─▶ ordering ─▶ order ring ─┬▶ journal ─┐
 *                                                                   └▶ execute ─┴▶ publish
 *   sealed blocks ◀─ seal ◀─ result ring ◀──────────────────────────────────────────┘
 * </pre>
 */
public final class Sequencer implements Ledger, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    private static final long POLL_NS = 50_000;

    /** How long {@link #close} waits while nothing moves. */
    private static final long STUCK_NS = 10_000_000_000L;

    private final PipelineSettings settings;
    private final ChainStore chain;
    private final StateHistory history;
    private final Clock clock;
    private final Streams streams;
    private final Stages stages;
    private volatile boolean started;

    /**
     * @param onFailure told once if a stage breaks; the node should stop
     */
    public Sequencer(
            PipelineSettings settings,
            OrderJournal journal,
            ChainStore chain,
            Clock clock,
            Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.chain = chain;
        this.history = chain.history();
        this.clock = clock;
        this.streams = Streams.open(settings.threads().subscriberBufferMax());
        this.stages = new Stages(settings, journal, chain, clock, streams, onFailure);
    }

    /**
     * Starts the stages, re-runs what the journal holds beyond the sealed chain, and opens the
     * intake. Returns once the node is ready.
     *
     * @throws OrderDamageException if a journal entry that was durable cannot be read
     * @throws IllegalStateException if a stage fails meanwhile; its cause says with what
     * @throws InterruptedException if the caller is interrupted meanwhile
     */
    public void start() throws InterruptedException {
        stages.threads.start();
        started = true;
        while (!stages.recovery.isDone()) {
            Throwable broken = stages.threads.failure();
            if (broken instanceof OrderDamageException damage) {
                throw damage;
            }
            if (broken != null) {
                throw new IllegalStateException("a stage failed during recovery", broken);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted during recovery");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        stages.intake.open(true);
        if (stages.threads.failure() != null) {
            stages.intake.breakOff();
        }
    }

    /**
     * Refuses new transactions, orders and seals what was accepted and can run, and stops the
     * stages. What waits behind a nonce gap or a fee is not kept: its senders have to send it
     * again.
     */
    @Override
    public void close() {
        stages.drain();
        if (started) {
            awaitDrained();
        }
        stages.close();
        streams.close();
    }

    /** Waits for as long as the stages get on: a full pool takes its time. */
    private void awaitDrained() {
        Progress.Released before = stages.progress.released();
        long deadline = System.nanoTime() + STUCK_NS;
        while (stages.threads.failure() == null && !stages.ordering.isDrained()) {
            LockSupport.parkNanos(POLL_NS);
            Progress.Released now = stages.progress.released();
            if (!now.equals(before)) {
                before = now;
                deadline = System.nanoTime() + STUCK_NS;
            } else if (System.nanoTime() - deadline >= 0) {
                LOG.warn("nothing moved for {} s: stops without waiting on", STUCK_NS / 1e9);
                return;
            }
        }
    }

    /**
     * Refuses new transactions, and goes on with everything else.
     *
     * @param why their senders are told; null to accept them again
     */
    public void hold(@Nullable String why) {
        stages.intake.hold(why);
    }

    /** What the stages record. */
    public PipelineMetrics metrics() {
        return stages.metrics;
    }

    @Override
    public void submit(Bytes raw, AdmissionReply reply) {
        stages.intake.submit(raw, reply);
    }

    @Override
    public ChainView chain() {
        return chain.view();
    }

    @Override
    public PendingView pending() {
        return stages.publisher.pending(
                history,
                chain.view().head().number(),
                () -> NextBlock.context(settings.blocks(), chain.view(), clock.millis()));
    }

    @Override
    public long pendingNonce(Address address) {
        Long known = stages.pool.pendingNonce(address);
        if (known != null) {
            return known;
        }
        Account account = Published.newest(stages.progress, history).state().account(address);
        return account == null ? 0 : account.nonce();
    }

    @Override
    public PoolView pool() {
        return stages.pool.view();
    }

    @Override
    public @Nullable RecoveredTransaction pendingTransaction(Hash hash) {
        return stages.pool.transaction(hash);
    }

    @Override
    public @Nullable TransactionStatus status(Hash hash) {
        TransactionStatus known = stages.pool.status(hash, stages.progress.released().position());
        boolean waits = known != null && !known.stage().isEnd();
        if (waits && known.stage() != TransactionStatus.Stage.PRECONFIRMED) {
            return known;
        }
        // Refused, replaced or void once, it may have been sent again since; and the chain has a
        // block before the pool lets go of what is in it.
        var location = chain.view().transaction(hash);
        return location == null
                ? known
                : new TransactionStatus(
                        hash, TransactionStatus.Stage.SEALED, null, location.blockNumber());
    }

    @Override
    public Flux<SealedBlock> sealedBlocks() {
        return streams.sealedBlocks().flux();
    }

    @Override
    public Flux<Preconfirmation> preconfirmations(Predicate<? super Preconfirmation> wanted) {
        return streams.preconfirmations().flux(wanted);
    }

    @Override
    public Flux<RecoveredTransaction> admitted() {
        return streams.admitted().flux();
    }
}
