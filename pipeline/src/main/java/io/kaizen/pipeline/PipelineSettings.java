package io.kaizen.pipeline;

import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.journal.order.SyncLevel;
import io.kaizen.pipeline.intake.Decoder;
import io.kaizen.pipeline.pool.PoolLimits;
import io.kaizen.pipeline.sequence.BlockRules;

/**
 * How a sequencer's pipeline is built.
 *
 * @param decoding the checks that need no state
 * @param pool its bounds
 * @param blocks what the sequencer puts into blocks
 * @param execution how transactions are executed
 * @param rings slots of each ring, powers of two
 * @param threads how stages are mapped to threads
 */
public record PipelineSettings(
        Word chainId,
        Decoder.Rules decoding,
        PoolLimits pool,
        BlockRules blocks,
        ParallelExecutor.Settings execution,
        Rings rings,
        Threads threads) {

    public record Rings(int intake, int order, int result) {}

    /**
     * @param recoverWorkers threads that decode and recover senders
     * @param executeWorkers threads that run transactions before their turn, beside the one that
     *     takes the results
     * @param core whether ordering and execution share a thread
     * @param waiting how idle threads wait
     * @param sync durability before anything is published
     * @param subscriberBufferMax events a subscriber may be behind
     */
    public record Threads(
            int recoverWorkers,
            int executeWorkers,
            Core core,
            Waiting waiting,
            SyncLevel sync,
            int subscriberBufferMax) {}

    public enum Core {
        /** Ordering and execution take turns on one thread: for two cores. */
        SHARED,
        /** Each has its own. */
        SPLIT
    }

    /**
     * Spins and yields before a park, and the longest park.
     *
     * @param gatherNs least time between two group syncs of the journal
     */
    public record Waiting(int spinMax, int yieldMax, long parkMaxNs, long gatherNs) {
        /** Parks soon: an idle node costs next to nothing. */
        public static final Waiting BALANCED = new Waiting(20, 10, 2_000_000, 500_000);

        /** Spins long: for cores that have nothing else to do. */
        public static final Waiting LOW_LATENCY = new Waiting(20_000, 2_000, 100_000, 0);

        Doorbell bell() {
            return new Doorbell(spinMax, yieldMax, parkMaxNs);
        }
    }
}
