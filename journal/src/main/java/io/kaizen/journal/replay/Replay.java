package io.kaizen.journal.replay;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.order.OrderReader;
import java.util.List;

/**
 * Executes the order again, block by block, on states of its own, and compares everything that
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

    /** Told after each block what is done of the range, on any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        void replayed(ReplayResult.Counts done);
    }

    /** Opens a reader at a position, given the order hash before it. */
    @FunctionalInterface
    public interface Order {
        OrderReader reader(long position, Hash previous);
    }

    private final BlockSource log;
    private final Order order;
    private final Plan plan;
    private final RangePlan.Limits limits;

    /**
     * @param log the record; it may be of a node that is running
     */
    public Replay(BlockSource log, Order order, Plan plan) {
        this(log, order, plan, RangePlan.Limits.standard());
    }

    Replay(BlockSource log, Order order, Plan plan, RangePlan.Limits limits) {
        this.log = log;
        this.order = order;
        this.plan = plan;
        this.limits = limits;
    }

    /**
     * Replays blocks {@code from} to {@code to}, both included, with 1 ≤ from ≤ to ≤ the log's
     * height.
     *
     * @throws java.util.concurrent.CancellationException if the caller is interrupted; it stays so
     */
    public ReplayResult run(long from, long to, Progress progress) {
        if (from < 1 || from > to || to > log.height()) {
            throw new IllegalArgumentException(
                    "range " + from + " to " + to + " of a chain of height " + log.height());
        }
        RangePlan.Range whole = new RangePlan.Range(from, to);
        List<RangePlan.Range> ranges =
                RangePlan.of(log, whole, plan.senders(), plan.threads(), limits.entriesMin());
        return new ReplayRanges(log, order, plan, progress, ranges, limits.heapBytes()).run();
    }
}
