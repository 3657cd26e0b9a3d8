package io.kaizen.pipeline.execute;

import com.lmax.disruptor.EventPoller;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.InvalidReason;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.history.BlockLayer;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.pool.PooledTransaction;
import io.kaizen.pipeline.pool.VoidReason;
import io.kaizen.pipeline.sequence.OrderEvent;
import io.kaizen.pipeline.sequence.OrderRing;
import io.kaizen.pipeline.sequence.Progress;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Runs the order: opens a layer of state with each block, runs each transaction on the newest state
 * and commits what it did, in order. The result stays in the event for the publisher.
 *
 * <p>Waits for the sealer where a transaction asks for the hash of a block that is not sealed yet,
 * and never inside a batch that holds that block's close.
 */
public final class ExecuteStage implements Agent {
    private static final int BATCH_MAX = 64;

    private final EventPoller<OrderEvent> poller;
    private final TransactionProcessor processor;
    private final SystemCalls systemCalls;
    private final StateHistory history;
    private final ParentHashes hashes;
    private final Progress progress;
    private final Doorbell next;

    private @Nullable OpenBlock block;
    private long timestamp;
    private long timestampGasUsed;
    private int polled;

    /** The block in execution. */
    private static final class OpenBlock {
        final BlockContext context;
        final BlockLayer layer;
        final StateView state;
        long gasUsed;
        int transactions;
        int logs;

        OpenBlock(BlockContext context, BlockLayer layer, StateView state) {
            this.context = context;
            this.layer = layer;
            this.state = state;
        }
    }

    public ExecuteStage(
            OrderRing ring,
            TransactionProcessor processor,
            SystemCalls systemCalls,
            StateHistory history,
            ParentHashes hashes,
            Progress progress,
            Doorbell next) {
        this.poller = ring.executionPoller();
        this.processor = processor;
        this.systemCalls = systemCalls;
        this.history = history;
        this.hashes = hashes;
        this.progress = progress;
        this.next = next;
        this.timestamp = progress.executed().timestamp();
        this.timestampGasUsed = progress.executed().gasUsed();
    }

    @Override
    public int doWork() throws Exception {
        polled = 0;
        poller.poll(this::onEvent);
        if (polled > 0) {
            next.ring();
        }
        return polled;
    }

    private boolean onEvent(OrderEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind()) {
            case OPEN -> open(event);
            case TRANSACTION -> run(event);
            case CLOSE -> block = null;
        }
        progress.executed(new Progress.Executed(event.position(), timestamp, timestampGasUsed));
        polled++;
        // A batch ends with its block: the poller's sequence moves only between batches, and a
        // later transaction may wait for this block's hash, which needs the close to be released.
        return event.kind() != OrderEvent.Kind.CLOSE && polled < BATCH_MAX;
    }

    private void open(OrderEvent event) {
        BlockOpening opening = event.open();
        if (opening.timestampMs() / 1000 != timestamp) {
            timestamp = opening.timestampMs() / 1000;
            timestampGasUsed = 0;
        }
        BlockContext context = opening.context(hashes);
        long sealedAtOpen = Math.max(progress.sealedBlock(), 0);
        BlockLayer layer = history.open(opening.number());
        OpenBlock opened =
                new OpenBlock(
                        context,
                        layer,
                        new LateState(history.head(), opening.number(), sealedAtOpen, hashes));
        layer.commit(event.position(), systemCalls.storeBeaconRoot(opened.state, context));
        block = opened;
    }

    private void run(OrderEvent event) {
        OpenBlock opened = Objects.requireNonNull(block, "transaction outside a block");
        PooledTransaction pooled = event.transaction();
        Transaction tx = pooled.transaction().transaction();
        TransactionResult result =
                processor.execute(
                        opened.state,
                        opened.context,
                        tx,
                        pooled.transaction().sender(),
                        Validation.CONSENSUS,
                        null);
        switch (result) {
            case TransactionResult.Executed executed -> commit(event, opened, tx, executed);
            case TransactionResult.Invalid invalid ->
                    pooled.voidReason(
                            new VoidReason(
                                    invalid.reason() == InvalidReason.NONCE_TOO_HIGH,
                                    invalid.message()));
        }
    }

    private void commit(
            OrderEvent event,
            OpenBlock opened,
            Transaction tx,
            TransactionResult.Executed executed) {
        Effects effects = executed.effects();
        opened.layer.commit(event.position(), effects);
        Receipt receipt = BlockAssembler.receipt(tx.type(), executed, opened.gasUsed);
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
