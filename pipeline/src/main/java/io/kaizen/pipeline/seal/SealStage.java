package io.kaizen.pipeline.seal;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.state.Effects;
import io.kaizen.journal.chain.ChainStore;
import io.kaizen.journal.chain.PreparedRoot;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.history.BlockLayer;
import io.kaizen.journal.history.StateHistory;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.pipeline.Doorbell;
import io.kaizen.pipeline.execute.ParentHashes;
import io.kaizen.pipeline.pool.TransactionPool;
import io.kaizen.pipeline.publish.Broadcast;
import io.kaizen.pipeline.publish.ResultEvent;
import io.kaizen.pipeline.sequence.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Seals blocks: gathers a block's results, adds the effect that had to wait for the parent's hash,
 * computes the root, builds the header, and hands the block to the chain store, which journals it
 * and releases a new chain view. Only then are hash and block announced, and then the state store
 * is brought forward.
 *
 * <p>The one writer of the chain queue and of the state store. Waits for no other stage.
 */
public final class SealStage implements Agent {
    private final EventPoller<ResultEvent> poller;
    private final ChainStore chain;
    private final SystemCalls systemCalls;
    private final ParentHashes hashes;
    private final TransactionPool pool;
    private final Progress progress;
    private final Broadcast<SealedBlock> sealedBlocks;
    private final List<Doorbell> waiting;
    private final SealMeter meter;

    private final List<RecoveredTransaction> transactions = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private @Nullable BlockOpening open;
    private long openPosition;
    private int taken;

    /**
     * @param waiting rung after each batch: the stages that may have waited for the sealer
     */
    public SealStage(
            RingBuffer<ResultEvent> results,
            ChainStore chain,
            SystemCalls systemCalls,
            ParentHashes hashes,
            TransactionPool pool,
            Progress progress,
            Broadcast<SealedBlock> sealedBlocks,
            List<Doorbell> waiting,
            SealMeter meter) {
        this.poller = results.newPoller();
        results.addGatingSequences(poller.getSequence());
        this.chain = chain;
        this.systemCalls = systemCalls;
        this.hashes = hashes;
        this.pool = pool;
        this.progress = progress;
        this.sealedBlocks = sealedBlocks;
        this.waiting = List.copyOf(waiting);
        this.meter = meter;
    }

    @Override
    public int doWork() throws Exception {
        long began = meter.stage().begin();
        taken = 0;
        if (poller.poll(this::onEvent) != EventPoller.PollState.PROCESSING) {
            return 0;
        }
        meter.stage().end(began, taken);
        // After the poll: only now are the slots free that the publisher may wait for.
        waiting.forEach(Doorbell::ring);
        return 1;
    }

    private boolean onEvent(ResultEvent event, long sequence, boolean endOfBatch) {
        taken++;
        boolean isClose = take(event);
        event.clear();
        // Frees the block's slots before the next one is taken up.
        return !isClose;
    }

    /** Whether this was the end of a block, which is sealed then. */
    private boolean take(ResultEvent event) {
        if (event.open() != null) {
            open = event.open();
            openPosition = event.position();
            return false;
        }
        if (event.transaction() != null) {
            transactions.add(event.transaction());
            receipts.add(Objects.requireNonNull(event.receipt()));
            return false;
        }
        seal(Objects.requireNonNull(event.closeHash()), event.position());
        return true;
    }

    private void seal(Hash orderHash, long closePosition) {
        BlockOpening opening = Objects.requireNonNull(open, "close without open");
        long number = opening.number();
        SealedBlock parent = chain.view().head();
        StateHistory history = chain.history();
        BlockLayer layer =
                Objects.requireNonNull(history.layer(number), "no layer of block " + number);
        // The late write of EIP-2935: on the block's end, where nothing else touches its slot.
        StateView end = Objects.requireNonNull(history.at(number), "no state of block " + number);
        layer.amend(systemCalls.storeParentHash(end, opening.context(hashes)));
        Effects effects = layer.effects();
        long began = System.nanoTime();
        PreparedRoot root = chain.prepare(effects);
        meter.root(System.nanoTime() - began);
        Header header =
                BlockAssembler.header(
                        parent.hash(), opening.environment(), root.root(), transactions, receipts);
        SealedBlock block =
                new SealedBlock(
                        header,
                        HeaderCodec.hash(header),
                        transactions,
                        receipts,
                        new SealedBlock.OrderRange(openPosition, closePosition, orderHash));
        long rooted = System.nanoTime();
        chain.seal(block, effects, root);
        long logged = System.nanoTime() - rooted;
        meter.sealed(block);
        hashes.sealed(number, block.hash());
        transactions.forEach(tx -> pool.sealed(tx.hash()));
        transactions.clear();
        receipts.clear();
        open = null;
        sealedBlocks.emit(block);
        // Who waits for the block need not wait for the store: its state is in memory.
        long announced = System.nanoTime();
        chain.settle();
        meter.stored(logged + System.nanoTime() - announced);
        progress.sealedBlock(number);
    }

    @Override
    public String roleName() {
        return "seal";
    }
}
