package io.kaizen.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.pipeline.execute.ExecuteStage;
import io.kaizen.pipeline.execute.ParentHashes;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.intake.Intake;
import io.kaizen.pipeline.intake.RecoverStage;
import io.kaizen.pipeline.pool.PoolView;
import io.kaizen.pipeline.pool.TransactionPool;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import io.kaizen.pipeline.publish.Preconfirmation;
import io.kaizen.pipeline.publish.PublishStage;
import io.kaizen.pipeline.publish.ResultEvent;
import io.kaizen.pipeline.seal.SealStage;
import io.kaizen.pipeline.sequence.BlockWriter;
import io.kaizen.pipeline.sequence.JournalStage;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.OrderingStage;
import io.kaizen.pipeline.sequence.Progress;
import io.kaizen.pipeline.sequence.Recovery;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;
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
    private final OrderingStage ordering;
    private final PublishStage publisher;
    private final Recovery recovery;
    private final StageThreads threads;
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

        Doorbell orderBell = mapping.waiting().bell();
        Doorbell executeBell =
                mapping.core() == PipelineSettings.Core.SHARED
                        ? orderBell
                        : mapping.waiting().bell();
        Doorbell journalBell = mapping.waiting().bell();
        Doorbell publishBell = mapping.waiting().bell();
        Doorbell sealBell = mapping.waiting().bell();
        List<Doorbell> recoverBells =
                IntStream.range(0, mapping.recoverWorkers())
                        .mapToObj(i -> mapping.waiting().bell())
                        .toList();

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
        this.ordering =
                new OrderingStage(
                        intake, pool, orderRing, blocks, progress, this::released, admitted);
        this.recovery = new Recovery(orderRing, blocks, progress, chain.view().head());
        JournalStage journalStage =
                new JournalStage(orderRing, journal, mapping.sync(), publishBell);
        ExecuteStage execute =
                new ExecuteStage(
                        orderRing,
                        new TransactionProcessor(Revision.OSAKA, settings.chainId()),
                        new SystemCalls(Revision.OSAKA, settings.chainId()),
                        history,
                        hashes,
                        progress,
                        publishBell);
        this.publisher =
                new PublishStage(
                        orderRing,
                        results,
                        hashes,
                        progress,
                        preconfirmations,
                        List.of(sealBell, orderBell));
        SealStage seal =
                new SealStage(
                        results,
                        chain,
                        new SystemCalls(Revision.OSAKA, settings.chainId()),
                        hashes,
                        pool,
                        progress,
                        sealedBlocks,
                        List.of(orderBell, publishBell));

        this.threads = new StageThreads(onFailure);
        List<RecoverStage> workers = intake.workers();
        for (int i = 0; i < workers.size(); i++) {
            threads.add(workers.get(i).roleName(), recoverBells.get(i), workers.get(i));
        }
        addCore(mapping.core(), orderBell, executeBell, execute);
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

    private <T> Broadcast<T> broadcast(String name) {
        return new Broadcast<>(name, settings.threads().subscriberBufferMax(), subscribers);
    }

    /**
     * Starts the stages, re-runs what the journal holds beyond the sealed chain, and opens the
     * intake. Returns once the node is ready.
     *
     * @throws IOException if the journal cannot be read
     * @throws InterruptedException if the caller is interrupted meanwhile
     */
    public void start(OrderJournal journal) throws IOException, InterruptedException {
        threads.start();
        recovery.run(journal, threads::failure);
        ordering.start();
        intake.open(true);
    }

    /**
     * Refuses new transactions, seals what is open, and stops the stages. Everything accepted
     * before is in the journal; what was sealed is in the store.
     */
    @Override
    public void close() {
        intake.open(false);
        ordering.drain();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (threads.failure() == null && !ordering.isDrained() && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
        stopping = true;
        threads.close();
        sealedBlocks.complete();
        preconfirmations.complete();
        admitted.complete();
        subscribers.dispose();
    }

    private StateView released() {
        Progress.Released released = progress.released();
        return java.util.Objects.requireNonNull(
                history.at(released.blockNumber(), released.position()), "released state is kept");
    }

    @Override
    public CompletableFuture<Admission> submit(Bytes raw) {
        return intake.submit(raw);
    }

    @Override
    public ChainView chain() {
        return chain.view();
    }

    @Override
    public PendingView pending() {
        return publisher.pending(
                history, () -> NextBlock.context(settings.blocks(), chain.view(), clock.millis()));
    }

    @Override
    public long pendingNonce(Address address) {
        Long known = pool.pendingNonce(address);
        if (known != null) {
            return known;
        }
        Account account = released().account(address);
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
        TransactionStatus known = pool.status(hash);
        if (known != null && known.stage() != TransactionStatus.Stage.REFUSED) {
            return known;
        }
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
    public Flux<Preconfirmation> preconfirmations() {
        return preconfirmations.flux();
    }

    @Override
    public Flux<RecoveredTransaction> admitted() {
        return admitted.flux();
    }
}
