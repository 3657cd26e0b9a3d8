package io.kaizen.pipeline.execute;

import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.parallel.ParallelExecutor;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.history.BlockLayer;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.pool.PooledTransaction;
import io.kaizen.pipeline.pool.VoidReason;
import io.kaizen.pipeline.sequence.ExecutionReader;
import io.kaizen.pipeline.sequence.OrderEvent;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.Progress;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Runs the order: feeds the executor with what has been ordered, across blocks, and takes its
 * results in order. Opens a layer of state with each block and commits to it what each transaction
 * did. The result stays in the event for the publisher.
 *
 * <p>Waits for the sealer where the next transaction asks for the hash of a block that is not
 * sealed yet, and never before that block's close has been released.
 */
public final class ExecuteStage implements Agent {
    private static final int BATCH_MAX = 64;

    private final ExecutionReader ring;
    private final ParallelExecutor executor;
    private final SystemCalls systemCalls;
    private final StateHistory history;
    private final ParentHashes hashes;
    private final Progress progress;
    private final Doorbell next;
    private final List<Doorbell> workers;
    private final ExecuteMeter meter;

    /** The last entry that the executor knows of. */
    private long fed;

    private @Nullable OpenBlock block;
    private long timestamp;
    private long timestampGasUsed;

    /** The block whose results are taken. */
    private static final class OpenBlock {
        final BlockLayer layer;
        long gasUsed;
        int transactions;
        int logs;

        OpenBlock(BlockLayer layer) {
            this.layer = layer;
        }
    }

    /**
     * @param next rung when results are there
     * @param workers of the executor, rung when there is work for them
     */
    public ExecuteStage(
            OrderRing ring,
            ParallelExecutor executor,
            SystemCalls systemCalls,
            StateHistory history,
            ParentHashes hashes,
            Progress progress,
            Doorbell next,
            List<Doorbell> workers,
            ExecuteMeter meter) {
        this.ring = ring.execution();
        this.executor = executor;
        this.systemCalls = systemCalls;
        this.history = history;
        this.hashes = hashes;
        this.progress = progress;
        this.next = next;
        this.workers = List.copyOf(workers);
        this.meter = meter;
        this.fed = this.ring.released();
        this.timestamp = progress.executed().timestamp();
        this.timestampGasUsed = progress.executed().gasUsed();
    }

    @Override
    public int doWork() {
        long began = meter.stage().begin();
        feed();
        int taken = take();
        if (taken > 0) {
            next.ring();
            meter.stage().end(began, taken);
        } else if (ring.released() == fed) {
            executor.rest();
            return 0;
        }
        // While a worker runs the next transaction this thread stays awake: nobody would ring.
        return Math.max(taken, 1);
    }

    /** Adds what was ordered since, as far as the window reaches. */
    private void feed() {
        long available = ring.available();
        boolean offered = false;
        while (fed < available && executor.hasRoom()) {
            OrderEvent event = ring.entry(++fed);
            switch (event.kind()) {
                case OPEN -> executor.enter(event.open().context(hashes), hashes);
                case TRANSACTION -> {
                    PooledTransaction pooled = event.transaction();
                    offered |=
                            executor.add(
                                    pooled.transaction().transaction(),
                                    pooled.transaction().sender());
                }
                case CLOSE -> {}
            }
        }
        if (offered) {
            workers.forEach(Doorbell::ring);
        }
    }

    private int take() {
        int taken = 0;
        for (long at = ring.released() + 1; at <= fed && taken < BATCH_MAX; at++) {
            OrderEvent event = ring.entry(at);
            switch (event.kind()) {
                case OPEN -> open(event);
                case TRANSACTION -> {
                    TransactionResult result = executor.next();
                    if (result == null) {
                        return taken;
                    }
                    note(event, result);
                }
                case CLOSE -> block = null;
            }
            progress.executed(new Progress.Executed(event.position(), timestamp, timestampGasUsed));
            ring.release(at);
            taken++;
            if (event.kind() == OrderEvent.Kind.CLOSE) {
                // The publisher has to hear of it before a later transaction may wait for the hash.
                return taken;
            }
        }
        return taken;
    }

    private void open(OrderEvent event) {
        BlockOpening opening = event.open();
        if (opening.timestampMs() / 1000 != timestamp) {
            timestamp = opening.timestampMs() / 1000;
            timestampGasUsed = 0;
        }
        long sealedAtOpen = Math.max(progress.sealedBlock(), 0);
        BlockLayer layer = history.open(opening.number());
        LateState state = new LateState(history.head(), opening.number(), sealedAtOpen, hashes);
        executor.open(state, hashes);
        Effects effects = systemCalls.storeBeaconRoot(executor.state(), opening.context(hashes));
        layer.commit(event.position(), effects);
        executor.apply(effects);
        block = new OpenBlock(layer);
    }

    private void note(OrderEvent event, TransactionResult result) {
        OpenBlock opened = Objects.requireNonNull(block, "transaction outside a block");
        switch (result) {
            case TransactionResult.Executed executed -> {
                commit(event, opened, executed);
                meter.executed(executed.gasUsed());
            }
            case TransactionResult.Invalid invalid -> {
                event.transaction()
                        .voidReason(
                                new VoidReason(
                                        invalid.reason() == InvalidReason.NONCE_TOO_HIGH,
                                        invalid.message()));
                meter.voided(invalid.reason());
            }
        }
        if (event.origin() == OrderEvent.Origin.LIVE) {
            meter.stage().note(event.intakeTimeNs());
        }
    }

    private void commit(OrderEvent event, OpenBlock opened, TransactionResult.Executed executed) {
        Transaction tx = event.transaction().transaction().transaction();
        opened.layer.commit(event.position(), executed.effects());
        Receipt receipt =
                BlockAssembler.receipt(tx.type(), executed, executor.bloom(), opened.gasUsed);
        event.executed(receipt, opened.transactions, opened.logs);
        opened.gasUsed = receipt.cumulativeGasUsed();
        opened.transactions++;
        opened.logs += receipt.logs().size();
        timestampGasUsed += executed.gasUsed();
    }

    @Override
    public String roleName() {
        return "execute";
    }
}
