package io.kaizen.pipeline;

import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.publish.Preconfirmation;
import java.util.List;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What the pipeline tells subscribers.
 *
 * @param subscribers the threads on which subscribers are served
 */
record Streams(
        Broadcast<SealedBlock> sealedBlocks,
        Broadcast<Preconfirmation> preconfirmations,
        Broadcast<RecoveredTransaction> admitted,
        Scheduler subscribers)
        implements AutoCloseable {
    private static final int THREADS = 2;

    /**
     * @param bufferMax events a subscriber may be behind
     */
    static Streams open(int bufferMax) {
        Scheduler subscribers = Schedulers.newParallel("kaizen-subscribers", THREADS, true);
        return new Streams(
                new Broadcast<>("sealed blocks", bufferMax, subscribers),
                new Broadcast<>("preconfirmations", bufferMax, subscribers),
                new Broadcast<>("admitted transactions", bufferMax, subscribers),
                subscribers);
    }

    List<Broadcast<?>> all() {
        return List.of(sealedBlocks, preconfirmations, admitted);
    }

    /** Ends every subscription. */
    @Override
    public void close() {
        all().forEach(Broadcast::complete);
        subscribers.dispose();
    }
}
