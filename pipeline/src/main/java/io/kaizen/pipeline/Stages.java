package io.kaizen.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.order.OrderJournal;
import io.kaizen.pipeline.PipelineMetrics.Ring;
import io.kaizen.pipeline.execute.ExecuteMeter;
import io.kaizen.pipeline.execute.ExecuteStage;
import io.kaizen.pipeline.execute.ExecuteWorker;
import io.kaizen.pipeline.execute.ParentHashes;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.intake.Intake;
import io.kaizen.pipeline.intake.RecoverStage;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.pool.TransactionPool;
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
import io.kaizen.pipeline.sequence.Recovery;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * The stages of a pipeline, joined by their rings and each on its thread; none runs before {@link
 * StageThreads#start}.
 */
final class Stages {
    private static final Revision REVISION = Revision.OSAKA;

    private final PipelineSettings settings;
    private final Bells bells;
    private volatile boolean stopping;

    final TransactionPool pool;
    final Progress progress;
    final Intake intake;
    final Recovery recovery;
    final OrderingStage ordering;
    final PublishStage publisher;
    final PipelineMetrics metrics;
    final StageThreads threads;

    /**
     * @param onFailure told once if a stage breaks
     */
    Stages(
            PipelineSettings settings,
            OrderJournal journal,
            ChainStore chain,
            Clock clock,
            Streams streams,
            Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.bells = Bells.of(settings.threads());
        this.pool = new TransactionPool(settings.pool());
        this.progress = Starting.progress(chain.view());
        this.intake =
                new Intake(
                        settings.rings().intake(),
                        new Decoder(settings.decoding()),
                        bells.recover(),
                        bells.ordering(),
                        clock);
        ParentHashes hashes = Starting.hashes(chain.view(), () -> stopping);
        OrderRing order =
                new OrderRing(settings.rings().order(), List.of(bells.journal(), bells.execute()));
        RingBuffer<ResultEvent> results =
                RingBuffer.createSingleProducer(
                        ResultEvent::new, settings.rings().result(), new YieldingWaitStrategy());

        BlockWriter blocks = new BlockWriter(order, settings.blocks(), progress, intake, clock);
        this.recovery = new Recovery(journal, order, blocks, progress, chain.view().head());
        OrderingMeter orderingMeter = new OrderingMeter(clock);
        this.ordering =
                new OrderingStage(
                        recovery,
                        intake,
                        pool,
                        order,
                        blocks,
                        progress,
                        chain.history(),
                        streams.admitted(),
                        orderingMeter);
        JournalMeter journalMeter = new JournalMeter(clock);
        JournalStage journaling =
                new JournalStage(
                        order,
                        journal,
                        settings.threads().sync(),
                        settings.threads().waiting().gatherNs(),
                        bells.publish(),
                        journalMeter);
        ParallelExecutor executor =
                new ParallelExecutor(
                        settings.execution(),
                        () -> new TransactionProcessor(REVISION, settings.chainId()),
                        System::nanoTime);
        ExecuteMeter executeMeter = new ExecuteMeter(clock);
        ExecuteStage execute =
                new ExecuteStage(
                        order,
                        executor,
                        systemCalls(),
                        chain.history(),
                        hashes,
                        progress,
                        bells.publish(),
                        bells.executeWorkers(),
                        executeMeter);
        StageMeter publishMeter = new StageMeter(clock);
        this.publisher =
                new PublishStage(
                        order,
                        results,
                        hashes,
                        progress,
                        streams.preconfirmations(),
                        List.of(bells.seal(), bells.ordering()),
                        publishMeter);
        SealMeter sealMeter = new SealMeter(clock);
        SealStage seal =
                new SealStage(
                        results,
                        chain,
                        systemCalls(),
                        hashes,
                        pool,
                        progress,
                        streams.sealedBlocks(),
                        List.of(bells.ordering(), bells.publish()),
                        sealMeter);

        this.metrics =
                new PipelineMetrics(
                        intake.meter(),
                        intake.workers(),
                        orderingMeter,
                        order.transactions(),
                        pool.ends(),
                        journalMeter,
                        executeMeter,
                        executor,
                        publishMeter,
                        sealMeter,
                        () -> chain.view().head().number(),
                        rings(order, results),
                        streams.all());
        this.threads =
                new StageThreads(broken -> {
                    intake.breakOff();
                    onFailure.accept(broken);
                });
        addIntake();
        addCore(execute, executor);
        threads.add("journal", bells.journal(), journaling);
        threads.add("publish", bells.publish(), publisher);
        threads.add("seal", bells.seal(), seal);
    }

    /**
     * Lets nothing new in and has the rest ordered: {@link OrderingStage#isDrained} says when it
     * is.
     */
    void drain() {
        intake.open(false);
        ordering.drain();
        bells.ordering().ring();
    }

    /** Stops the stages' threads; what waits for a block that will not come is let go. */
    void close() {
        stopping = true;
        threads.close();
        intake.end();
    }

    private SystemCalls systemCalls() {
        return new SystemCalls(REVISION, settings.chainId());
    }

    private List<Ring> rings(OrderRing order, RingBuffer<ResultEvent> results) {
        return List.of(
                new Ring("intake", intake.capacity(), intake::depth),
                new Ring("order", order.capacity(), order::depth),
                new Ring(
                        "result",
                        results.getBufferSize(),
                        () -> results.getBufferSize() - results.remainingCapacity()));
    }

    private void addIntake() {
        List<RecoverStage> workers = intake.workers();
        for (int i = 0; i < workers.size(); i++) {
            threads.add(workers.get(i).roleName(), bells.recover().get(i), workers.get(i));
        }
    }

    private void addCore(ExecuteStage execute, ParallelExecutor executor) {
        switch (settings.threads().core()) {
            case SHARED -> threads.add("core", bells.ordering(), ordering, execute);
            case SPLIT -> {
                threads.add("ordering", bells.ordering(), ordering);
                threads.add("execute", bells.execute(), execute);
            }
        }
        for (int i = 0; i < bells.executeWorkers().size(); i++) {
            ExecuteWorker worker = new ExecuteWorker(executor.worker(), i);
            threads.add(worker.roleName(), bells.executeWorkers().get(i), worker);
        }
    }
}
