package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderReader;
import org.jspecify.annotations.Nullable;

/** Blocks in a row, replayed on one state. One thread runs it, any may stop it. */
final class ReplayRange implements AutoCloseable {
    private final BlockSource log;
    private final Replay.Progress progress;
    private final OrderReader order;
    private final BlockReader reader;
    private final ReplayStages stages;
    private final long from;

    private @Nullable ReplayPipeline pipeline;
    private boolean stopped;

    /**
     * @param state after the block before {@code from}
     * @param workers how many threads it may have at most
     */
    ReplayRange(
            BlockSource log,
            Replay.Order order,
            Replay.Plan plan,
            MemoryState state,
            long from,
            int workers,
            Replay.Progress progress) {
        this.log = log;
        this.progress = progress;
        this.from = from;
        SealedBlock.OrderRange before = log.recorded(from - 1).range();
        RecordedHashes hashes = RecordedHashes.before(from, log);
        this.order = order.reader(before.last() + 1, before.orderHash());
        this.reader = new BlockReader(log, this.order, hashes, from);
        // Half of the threads help the trie: two cost more than one, and other stages have work.
        this.stages =
                new ReplayStages(
                        reader,
                        hashes,
                        state,
                        plan.senders(),
                        new SequentialExecutor(plan.revision(), plan.chainId()),
                        new TrieWorkers(this::lend, Math.max(1, workers / 2)));
    }

    /** Makes the trie of the state, and says where its root is not the recorded one. */
    @Nullable ReplayResult begin() {
        Hash root = stages.begin();
        RecordedBlock parent = log.recorded(from - 1);
        Hash want = parent.header().stateRoot();
        return root.equals(want)
                ? null
                : Finding.differs(
                                Divergence.Place.ofBlock(from - 1), "header.stateRoot", root, want)
                        .result(ReplayResult.Counts.NONE);
    }

    /** Goes on up to a block. What it says when it was stopped means nothing. */
    ReplayResult run(long to, int threads) {
        reader.goOnTo(to);
        ReplayPipeline next = new ReplayPipeline(stages, progress);
        synchronized (this) {
            pipeline = next;
            if (stopped) {
                next.stop();
            }
        }
        return next.run(threads);
    }

    synchronized void stop() {
        stopped = true;
        if (pipeline != null) {
            pipeline.stop();
        }
    }

    private void lend(Runnable task) {
        ReplayPipeline to;
        synchronized (this) {
            to = pipeline;
        }
        if (to != null) {
            to.lend(task);
        }
    }

    @Override
    public void close() {
        order.close();
    }
}
