package io.kaizen.journal.replay;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SequentialExecutor;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderReader;
import org.jspecify.annotations.Nullable;

/**
 * Executes the order again, block by block, on a state of its own, and compares everything that
 * follows with the chain's record: ranges and order hashes, bodies, receipts, effects, roots,
 * headers. Ends at the first disagreement, which is the same for any number of threads. Needs
 * nothing of a node but its order and its chain, and none that is stopped. {@code
 * journal/docs/replay.md} has the stages, and what a long chain needs.
 *
 * <p>The state before the first block is built from the recorded effects and checked against the
 * recorded root, so any range can be replayed; what is claimed is claimed about the range only.
 */
public final class Replay {

    /** What is believed about the senders that the order names. */
    public enum Senders {
        TRUSTED,
        /** The sender of every transaction is recovered from its signature again. */
        RECOVERED
    }

    /**
     * How to replay.
     *
     * @param threads the caller's among them
     */
    public record Plan(
            Revision revision, Word chainId, Senders senders, int threads, StartState start) {
        public Plan {
            if (threads < 1) {
                throw new IllegalArgumentException("threads: " + threads);
            }
        }
    }

    /** Told after each block, in order, on any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        void replayed(long blockNumber, ReplayResult.Counts counts);
    }

    /** Opens a reader at a position, given the order hash before it. */
    @FunctionalInterface
    public interface Order {
        OrderReader reader(long position, Hash previous);
    }

    private final BlockSource log;
    private final Order order;
    private final Plan plan;

    /**
     * @param log the record; it may be of a node that is running
     */
    public Replay(BlockSource log, Order order, Plan plan) {
        this.log = log;
        this.order = order;
        this.plan = plan;
    }

    /**
     * Replays blocks {@code from} to {@code to}, both included, with 1 ≤ from ≤ to ≤ the log's
     * height.
     */
    public ReplayResult run(long from, long to, Progress progress) {
        if (from < 1 || from > to || to > log.height()) {
            throw new IllegalArgumentException(
                    "range " + from + " to " + to + " of a chain of height " + log.height());
        }
        try {
            MemoryState state = StateBefore.of(log, plan.start(), from);
            return run(state, from, to, progress);
        } catch (RecordDamageException damaged) {
            return Finding.of(damaged).result(ReplayResult.Counts.NONE);
        }
    }

    private ReplayResult run(MemoryState state, long from, long to, Progress progress) {
        RecordedBlock parent = log.recorded(from - 1);
        SealedBlock.OrderRange range = parent.range();
        RecordedHashes hashes = RecordedHashes.before(from, log);
        Lender lender = new Lender();
        try (OrderReader reader = order.reader(range.last() + 1, range.orderHash())) {
            ReplayStages stages =
                    new ReplayStages(
                            new BlockReader(log, reader, hashes, from, to),
                            hashes,
                            state,
                            plan.senders(),
                            new SequentialExecutor(plan.revision(), plan.chainId()),
                            lender.workers(plan.threads()));
            Hash root = stages.begin();
            Hash want = parent.header().stateRoot();
            if (!root.equals(want)) {
                return Finding.differs(
                                Divergence.Place.ofBlock(from - 1), "header.stateRoot", root, want)
                        .result(ReplayResult.Counts.NONE);
            }
            ReplayPipeline pipeline = new ReplayPipeline(stages, progress);
            lender.pipeline = pipeline;
            return pipeline.run(plan.threads());
        }
    }

    /** Lends the trie the pipeline's idle threads, once there are any. */
    private static final class Lender {
        private volatile @Nullable ReplayPipeline pipeline;

        /** Half of them: two threads cost more than one, and other stages have work too. */
        TrieWorkers workers(int threads) {
            return new TrieWorkers(this::lend, Math.max(1, threads / 2));
        }

        private void lend(Runnable task) {
            ReplayPipeline to = pipeline;
            if (to != null) {
                to.lend(task);
            }
        }
    }
}
