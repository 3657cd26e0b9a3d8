package io.kaizen.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.OrderDamageException;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.pipeline.PipelineMetrics.Ring;
import io.kaizen.pipeline.execute.ExecuteMeter;
import io.kaizen.pipeline.execute.ExecuteStage;
import io.kaizen.pipeline.execute.ExecuteWorker;
import io.kaizen.pipeline.execute.ParentHashes;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.intake.Intake;
import io.kaizen.pipeline.intake.RecoverStage;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.pool.TransactionPool;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.publish.PublishStage;
import io.kaizen.pipeline.publish.ResultEvent;
import io.kaizen.pipeline.seal.SealMeter;
import io.kaizen.pipeline.seal.SealStage;
import io.kaizen.pipeline.sequence.BlockWriter;
import io.kaizen.pipeline.sequence.JournalMeter;
import io.kaizen.pipeline.sequence.JournalStage;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.OrderingMeter;
import io.kaizen.pipeline.sequence.OrderingStage;
import io.kaizen.pipeline.sequence.Progress;
import io.kaizen.pipeline.sequence.Published;
import io.kaizen.pipeline.sequence.Recovery;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

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
    private final Scheduler subscribers;
    private final Broadcast<SealedBlock> sealedBlocks;
    private final Broadcast<Preconfirmation> preconfirmations;
    private final Broadcast<RecoveredTransaction> admitted;
    private final TransactionPool pool;
    private final Intake intake;
    private final Progress progress;
    private final BlockWriter blocks;
    private final Doorbell orderBell;
    private final OrderingStage ordering;
    private final ParallelExecutor executor;
    private final PublishStage publisher;
    private final Recovery recovery;
    private final StageThreads threads;
    private final PipelineMetrics metrics;
    private volatile boolean started;
    private volatile boolean stopping;

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
        PipelineSettings.Threads mapping = settings.threads();
        this.subscribers = Schedulers.newParallel("kaizen-subscribers", 2, true);
        this.sealedBlocks = broadcast("sealed blocks");
        this.preconfirmations = broadcast("preconfirmations");
        this.admitted = broadcast("admitted transactions");
        this.pool = new TransactionPool(settings.pool());
        this.progress = Starting.progress(chain.view());
        ParentHashes hashes = Starting.hashes(chain.view(), () -> stopping);

        this.orderBell = mapping.waiting().bell();
        Doorbell executeBell =
                mapping.core() == PipelineSettings.Core.SHARED
                        ? orderBell
                        : mapping.waiting().bell();
        Doorbell journalBell = mapping.waiting().bell();
        Doorbell publishBell = mapping.waiting().bell();
        Doorbell sealBell = mapping.waiting().bell();
        List<Doorbell> recoverBells = bells(mapping.recoverWorkers());

        this.intake =
                new Intake(
                        settings.rings().intake(),
                        new Decoder(settings.decoding()),
                        recoverBells,
                        orderBell,
                        clock);
        OrderRing orderRing =
                new OrderRing(settings.rings().order(), List.of(journalBell, executeBell));
        RingBuffer<ResultEvent> results =
                RingBuffer.createSingleProducer(
                        ResultEvent::new, settings.rings().result(), new YieldingWaitStrategy());
        this.blocks = new BlockWriter(orderRing, settings.blocks(), progress, intake, clock);
        this.recovery = new Recovery(journal, orderRing, blocks, progress, chain.view().head());
        OrderingMeter orderingMeter = new OrderingMeter(clock);
        this.ordering =
                new OrderingStage(
                        recovery,
                        intake,
                        pool,
                        orderRing,
                        blocks,
                        progress,
                        history,
                        admitted,
                        orderingMeter);
        JournalMeter journalMeter = new JournalMeter(clock);
        JournalStage journalStage =
                new JournalStage(
                        orderRing,
                        journal,
                        mapping.sync(),
                        mapping.waiting().gatherNs(),
                        publishBell,
                        journalMeter);
        this.executor =
                new ParallelExecutor(
                        settings.execution(),
                        () -> new TransactionProcessor(Revision.OSAKA, settings.chainId()),
                        System::nanoTime);
        List<Doorbell> workerBells = bells(mapping.executeWorkers());
        ExecuteMeter executeMeter = new ExecuteMeter(clock);
        ExecuteStage execute =
                new ExecuteStage(
                        orderRing,
                        executor,
                        new SystemCalls(Revision.OSAKA, settings.chainId()),
                        history,
                        hashes,
                        progress,
                        publishBell,
                        workerBells,
                        executeMeter);
        StageMeter publishMeter = new StageMeter(clock);
        this.publisher =
                new PublishStage(
                        orderRing,
                        results,
                        hashes,
                        progress,
                        preconfirmations,
                        List.of(sealBell, orderBell),
                        publishMeter);
        SealMeter sealMeter = new SealMeter(clock);
        SealStage seal =
                new SealStage(
                        results,
                        chain,
                        new SystemCalls(Revision.OSAKA, settings.chainId()),
                        hashes,
                        pool,
                        progress,
                        sealedBlocks,
                        List.of(orderBell, publishBell),
                        sealMeter);
        this.metrics =
                new PipelineMetrics(
                        intake.meter(),
                        intake.workers(),
                        orderingMeter,
                        orderRing.transactions(),
                        pool.ends(),
                        journalMeter,
                        executeMeter,
                        executor,
                        publishMeter,
                        sealMeter,
                        () -> chain.view().head().number(),
                        List.of(
                                new Ring("intake", intake.capacity(), intake::depth),
                                new Ring("order", orderRing.capacity(), orderRing::depth),
                                new Ring(
                                        "result",
                                        results.getBufferSize(),
                                        () ->
                                                results.getBufferSize()
                                                        - results.remainingCapacity())),
                        List.of(sealedBlocks, preconfirmations, admitted));

        this.threads =
                new StageThreads(broken -> {
                    intake.breakOff();
                    onFailure.accept(broken);
                });
        List<RecoverStage> workers = intake.workers();
        for (int i = 0; i < workers.size(); i++) {
            threads.add(workers.get(i).roleName(), recoverBells.get(i), workers.get(i));
        }
        addCore(mapping.core(), orderBell, executeBell, execute);
        for (int i = 0; i < workerBells.size(); i++) {
            ExecuteWorker worker = new ExecuteWorker(executor.worker(), i);
            threads.add(worker.roleName(), workerBells.get(i), worker);
        }
        threads.add("journal", journalBell, journalStage);
        threads.add("publish", publishBell, publisher);
        threads.add("seal", sealBell, seal);
    }

    private void addCore(
            PipelineSettings.Core core, Doorbell orderBell, Doorbell executeBell, Agent execute) {
        switch (core) {
            case SHARED -> threads.add("core", orderBell, ordering, execute);
            case SPLIT -> {
                threads.add("ordering", orderBell, ordering);
                threads.add("execute", executeBell, execute);
            }
        }
    }

    private List<Doorbell> bells(int count) {
        PipelineSettings.Waiting waiting = settings.threads().waiting();
        return IntStream.range(0, count).mapToObj(i -> waiting.bell()).toList();
    }

    private <T> Broadcast<T> broadcast(String name) {
        return new Broadcast<>(name, settings.threads().subscriberBufferMax(), subscribers);
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
        threads.start();
        started = true;
        while (!recovery.isDone()) {
            Throwable broken = threads.failure();
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
        intake.open(true);
        if (threads.failure() != null) {
            intake.breakOff();
        }
    }

    /**
     * Refuses new transactions, orders and seals what was accepted and can run, and stops the
     * stages. What waits behind a nonce gap or a fee is not kept: its senders have to send it
     * again.
     */
    @Override
    public void close() {
        intake.open(false);
        ordering.drain();
        orderBell.ring();
        if (started) {
            awaitDrained();
        }
        stopping = true;
        threads.close();
        intake.end();
        sealedBlocks.complete();
        preconfirmations.complete();
        admitted.complete();
        subscribers.dispose();
    }

    /** Waits for as long as the stages get on: a full pool takes its time. */
    private void awaitDrained() {
        Progress.Released before = progress.released();
        long deadline = System.nanoTime() + STUCK_NS;
        while (threads.failure() == null && !ordering.isDrained()) {
            LockSupport.parkNanos(POLL_NS);
            Progress.Released now = progress.released();
            if (!now.equals(before)) {
                before = now;
                deadline = System.nanoTime() + STUCK_NS;
            } else if (System.nanoTime() - deadline >= 0) {
                LOG.warn("nothing moved for {} s: stops without waiting on", STUCK_NS / 1e9);
                return;
            }
        }
    }

    /** What the stages record. */
    public PipelineMetrics metrics() {
        return metrics;
    }

    @Override
    public void submit(Bytes raw, AdmissionReply reply) {
        intake.submit(raw, reply);
    }

    @Override
    public ChainView chain() {
        return chain.view();
    }

    @Override
    public PendingView pending() {
        return publisher.pending(
                history,
                chain.view().head().number(),
                () -> NextBlock.context(settings.blocks(), chain.view(), clock.millis()));
    }

    @Override
    public long pendingNonce(Address address) {
        Long known = pool.pendingNonce(address);
        if (known != null) {
            return known;
        }
        Account account = Published.newest(progress, history).state().account(address);
        return account == null ? 0 : account.nonce();
    }

    @Override
    public PoolView pool() {
        return pool.view();
    }

    @Override
    public @Nullable RecoveredTransaction pendingTransaction(Hash hash) {
        return pool.transaction(hash);
    }

    @Override
    public @Nullable TransactionStatus status(Hash hash) {
        TransactionStatus known = pool.status(hash, progress.released().position());
        if (known != null && !known.stage().isEnd()) {
            return known;
        }
        // Refused, replaced or void once: it may have been sent again since.
        var location = chain.view().transaction(hash);
        return location == null
                ? known
                : new TransactionStatus(
                        hash, TransactionStatus.Stage.SEALED, null, location.blockNumber());
    }

    @Override
    public Flux<SealedBlock> sealedBlocks() {
        return sealedBlocks.flux();
    }

    @Override
    public Flux<Preconfirmation> preconfirmations(Predicate<? super Preconfirmation> wanted) {
        return preconfirmations.flux(wanted);
    }

    @Override
    public Flux<RecoveredTransaction> admitted() {
        return admitted.flux();
    }
}
