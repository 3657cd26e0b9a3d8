package io.kaizen.pipeline;

import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.pipeline.execute.ExecuteMeter;
import io.kaizen.pipeline.intake.IntakeMeter;
import io.kaizen.pipeline.intake.RecoverStage;
import io.kaizen.pipeline.metrics.StageMeter;
import io.kaizen.pipeline.metrics.Tallies;
import io.kaizen.pipeline.pool.TransactionStatus;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.seal.SealMeter;
import io.kaizen.pipeline.sequence.JournalMeter;
import io.kaizen.pipeline.sequence.OrderEvent;
import io.kaizen.pipeline.sequence.OrderingMeter;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Everything that a pipeline records about itself, gathered where it can be read. Any thread may
 * read; no reader holds up a stage. A transaction is counted by a stage before the next stage can
 * count it: who reads the later figure first never sees more of it than of the earlier one.
 *
 * @param recover one a worker
 * @param ordered transactions with a place in the order, by where they came from
 * @param ends admitted transactions that left without a place in a block
 * @param executor its counters are written by the executing thread without ordering: read them
 *     after {@link ExecuteMeter#executedCount}
 * @param sealedHead number of the last sealed block
 * @param streams to the outside
 */
public record PipelineMetrics(
        IntakeMeter intake,
        List<RecoverStage> recover,
        OrderingMeter ordering,
        Tallies<OrderEvent.Origin> ordered,
        Tallies<TransactionStatus.Stage> ends,
        JournalMeter journal,
        ExecuteMeter execute,
        ParallelExecutor executor,
        StageMeter publish,
        SealMeter seal,
        LongSupplier sealedHead,
        List<Ring> rings,
        List<Broadcast<?>> streams) {

    /** In the order of a transaction's way. */
    public enum Stage {
        RECOVER,
        ORDERING,
        JOURNAL,
        EXECUTE,
        PUBLISH,
        SEAL
    }

    /**
     * @param capacity slots
     * @param depth slots that are taken
     */
    public record Ring(String name, int capacity, LongSupplier depth) {}

    /** What a stage's threads recorded together. */
    public StageMeter.Reading stage(Stage stage) {
        return switch (stage) {
            case RECOVER ->
                    recover.stream()
                            .map(worker -> worker.meter().read())
                            .reduce(StageMeter.Reading::plus)
                            .orElseThrow();
            case ORDERING -> ordering.stage().read();
            case JOURNAL -> journal.stage().read();
            case EXECUTE -> execute.stage().read();
            case PUBLISH -> publish.read();
            case SEAL -> seal.stage().read();
        };
    }
}
